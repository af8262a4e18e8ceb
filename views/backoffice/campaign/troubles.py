"""What holds companies up, what was undone, and how far their cases are: each number with its list."""

from __future__ import annotations

from models.accounts.queries import count_link_expired
from models.attachments import AttachmentStatus
from models.attachments.tables import ENDINGS
from models.cases.queues import count_stuck
from models.concessions import ConcessionStatus
from models.concessions.queries import count_locked_concessions
from models.lists.counts import Cells
from models.lists.paging import Count
from models.mails import MailState
from models.reports.stages import CaseStage
from views.backoffice.campaign.numbers import Figure, Line, Table, listed
from views.backoffice.concessions.screen import LOCKED
from views.messages import LABELS, tag_of

CAP = 1_000
"""What no kept count tells is counted up to here."""


def stages(cells: dict[str, Cells]) -> Table:
    """The cases of companies, by the stage at which each stands."""
    lines = [
        Line(
            tag_of(stage).words,
            (
                Figure(
                    cells["case_progress"].count({"stage": [stage.value]}),
                    listed("case_stages", etape=stage.value),
                ),
            ),
            LABELS["NextStep"].get(stage.value, ""),
        )
        for stage in CaseStage
    ]
    shown = [line for line in lines if line.figures[0].number]
    return Table("dossiers", "Où en sont les dossiers", ("Étape", "Dossiers"), shown, "Prochaine action")


def stuck(cells: dict[str, Cells]) -> Table:
    """What holds companies up, and what to do about it."""

    def of(words: str, count: Count, screen: str, advice: str, **filters: str) -> Line:
        return Line(words, (Figure(count.value, listed(screen, **filters), more=count.more),), advice)

    def kept(table: str, **wanted: str) -> Count:
        return Count(cells[table].count({name: [value] for name, value in wanted.items()}))

    waiting, only = AttachmentStatus.WAITING_REVIEW.value, ConcessionStatus.STAFF_ONLY.value
    lines = [
        of(
            "Lien d’activation expiré",
            count_link_expired(CAP),
            "accounts",
            "Renvoyer le lien",
            etat="link-expired",
        ),
        of(
            "Courriel revenu",
            kept("outbox_emails", state=MailState.BOUNCED.value),
            "mails",
            "Corriger l’adresse et renvoyer",
            etat=MailState.BOUNCED.value,
        ),
        of(
            "Courriel refusé",
            kept("outbox_emails", state=MailState.REFUSED.value),
            "mails",
            "Corriger l’adresse et renvoyer",
            etat=MailState.REFUSED.value,
        ),
        of(
            "Intitulé en pause ou bloqué",
            count_locked_concessions(CAP),
            "concessions",
            "Rouvrir, avec un motif",
            etat=LOCKED,
        ),
        of(
            "Code réservé aux agents",
            kept("concessions", standing=only),
            "concessions",
            "Rattacher par une autre preuve",
            etat=only,
        ),
        of(
            "Rattachement en attente d’un superviseur",
            kept("attachments", standing=waiting),
            "attachments",
            "Contrôler",
            etat=waiting,
        ),
        of(
            "Dossier sans nouvelle depuis 10 jours",
            count_stuck(CAP),
            "cases",
            "Reprendre le dossier",
            file="bloques",
        ),
    ]
    shown = [line for line in lines if line.figures[0].number]
    return Table("blocages", "Ce qui bloque, et quoi faire", ("Motif", "Nombre"), shown, "Quoi faire")


def undone(cells: dict[str, Cells]) -> Table:
    """Attachments that ended, by how."""
    lines = [
        Line(
            tag_of(AttachmentStatus(ending.value)).words,
            (
                Figure(
                    cells["attachments"].count({"standing": [ending.value]}),
                    listed("attachments", etat=ending.value),
                ),
            ),
        )
        for ending in ENDINGS
    ]
    shown = [line for line in lines if line.figures[0].number]
    return Table("fins", "Rattachements défaits", ("Comment", "Nombre"), shown)
