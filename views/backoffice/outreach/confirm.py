"""Lets a batch that was looked at go."""

from __future__ import annotations

from models.concessions import outreach
from models.concessions.outreach import BatchElsewhere, Outreach, Standing
from models.permissions import Permission
from views import formats
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen


def consequence(batch: Outreach) -> str:
    """What will leave."""
    mails = formats.plural(batch.count(Standing.WAITING), "courriel")
    printed = formats.plural(batch.count(Standing.TO_PRINT), "lettre")
    return (
        f"{mails} à envoyer, {printed} à imprimer. Chaque adresse reçoit au plus un courriel par jour, "
        "puis deux rappels, à 7 et 21 jours, sauf signe de vie ; ceux d’une lettre attendent l’impression."
    )


CONFIRM = Seen(
    verb="confirm",
    name="confirmer",
    key="c",
    icon="send",
    label="Confirmer et envoyer",
    permission=Permission.RUN_BATCHES,
    operation=outreach.confirm,
    check=outreach.check_confirm,
    absent=(BatchElsewhere,),
    question=Question(
        "Envoyer ce lot ?", verb="Envoyer le lot", way_out="Ne rien envoyer", consequence=consequence
    ),
    done=Done("Le lot part.", more="Les premiers courriels partent dans la minute."),
)
