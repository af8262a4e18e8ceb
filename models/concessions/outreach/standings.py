"""Where a batch stands, and each contact in it."""

from __future__ import annotations

from enum import StrEnum


class OutreachChannel(StrEnum):
    """How contacts are reached: by mail, and by letter where there is no address; or all by letter."""

    MAIL = "courriel"
    LETTER = "lettre"


class BatchState(StrEnum):
    """Where a batch stands."""

    PREPARING = "preparation"
    READY = "a-confirmer"
    RUNNING = "en-cours"
    PAUSED = "interrompu"
    DONE = "termine"


class Standing(StrEnum):
    """Where one contact of a batch stands: each in one place, so that the numbers of a batch add up."""

    WAITING = "attente"
    FIRST = "envoi-1"
    SECOND = "envoi-2"
    THIRD = "envoi-3"
    TO_PRINT = "a-imprimer"
    PRINTED = "imprimee"
    SECOND_TO_PRINT = "a-imprimer-2"
    SECOND_PRINTED = "imprimee-2"
    THIRD_TO_PRINT = "a-imprimer-3"
    THIRD_PRINTED = "imprimee-3"
    UNREACHABLE = "sans-adresse"
    ALIVE = "vie"
    STOPPED = "arret"
    BOUNCED = "retour"


SENT = (Standing.FIRST, Standing.SECOND, Standing.THIRD)


TO_PRINT = (Standing.TO_PRINT, Standing.SECOND_TO_PRINT, Standing.THIRD_TO_PRINT)


PRINTED = (Standing.PRINTED, Standing.SECOND_PRINTED, Standing.THIRD_PRINTED)


OPEN = (Standing.WAITING, *SENT, *TO_PRINT, *PRINTED)
"""Where a sign of life, or a word, ends what was to come."""
