"""Holds a batch: nothing of it leaves until it is resumed."""

from __future__ import annotations

from models.concessions import outreach
from models.concessions.outreach import BatchElsewhere
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

PAUSE = Seen(
    verb="pause",
    name="interrompre",
    key="i",
    icon="pause-circle-fill",
    label="Interrompre",
    permission=Permission.RUN_BATCHES,
    operation=outreach.pause,
    check=outreach.check_pause,
    absent=(BatchElsewhere,),
    question=Question(
        "Interrompre ce lot ?",
        verb="Interrompre le lot",
        way_out="Le laisser partir",
        consequence="Ce qui est parti reste parti. Le reste attend que vous le repreniez.",
    ),
    done=Done("Le lot est interrompu."),
)
