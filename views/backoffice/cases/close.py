"""Says what became of a case."""

from __future__ import annotations

from models import cases
from models.permissions import Permission
from views import formats
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, Several
from views.backoffice.kit.special_actions import Seen

CLOSE = Seen(
    verb="close",
    name="clore",
    key="l",
    icon="archive",
    label="Clore le dossier",
    permission=Permission.KEEP_CASES,
    operation=cases.close,
    check=cases.check_close,
    form=ReasonForm,
    question=Question(
        "Clore le dossier « {row.subject} » ?",
        verb="Clore le dossier",
        way_out="Le laisser ouvert",
        consequence="Dites ce qui a été fait : la personne qui a posé une question le lit par courriel et "
        "dans le portail ; le prochain agent le lit ici.",
    ),
    done=Done("Le dossier « {row.subject} » est clos.", many=("dossier clos", "dossiers clos")),
    bulk=Several(
        lambda case: f"Ouvert le {formats.day(case.created_at)} ; il quitte ce qui attend.",
        consequence="La même suite est écrite dans chacun, et envoyée à ceux qui ont posé une question.",
        way_out="Les laisser ouverts",
        verb="Clore",
    ),
)
