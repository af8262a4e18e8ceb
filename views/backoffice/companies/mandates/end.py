"""Staff end a mandate, and say why."""

from __future__ import annotations

from models.attachments.afterwards import mandates
from models.attachments.afterwards.mandates import MandateOver
from models.permissions import Permission
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

END = Seen(
    verb="end",
    name="terminer",
    key="t",
    icon="slash-circle",
    label="Mettre fin",
    tone="stop",
    permission=Permission.END_MANDATES,
    operation=mandates.end,
    check=mandates.check_end,
    absent=(MandateOver,),
    form=ReasonForm,
    question=Question(
        "Mettre fin au mandat {row.number} de {row.company.name} à {row.mandatary.name} ?",
        verb="Mettre fin au mandat",
        way_out="Le laisser courir",
        consequence="{row.mandatary.name} n’agit plus dès maintenant. Les deux structures lisent le motif."
        " Les demandes déposées restent à {row.company.name}.",
        danger=True,
    ),
    done=Done("Le mandat {row.number} a pris fin.", more="Les deux structures sont prévenues."),
)
