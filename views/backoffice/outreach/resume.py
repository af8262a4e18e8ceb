"""Lets a held batch go on where it stopped."""

from __future__ import annotations

from models.concessions import outreach
from models.concessions.outreach import BatchElsewhere
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

RESUME = Seen(
    verb="resume",
    name="reprendre",
    key="r",
    icon="send",
    label="Reprendre",
    permission=Permission.RUN_BATCHES,
    operation=outreach.resume,
    check=outreach.check_resume,
    absent=(BatchElsewhere,),
    question=Question(
        "Reprendre ce lot ?",
        verb="Reprendre le lot",
        way_out="Le laisser interrompu",
        consequence="Il repart où il s’est arrêté ; les rappels échus entre-temps partent d’abord.",
    ),
    done=Done("Le lot repart où il s’était arrêté."),
)
