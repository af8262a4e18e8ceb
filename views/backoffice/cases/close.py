"""Says what became of a case."""

from __future__ import annotations

from models import cases
from models.cases import Case, CaseKind
from models.cases.closing import list_readers
from models.permissions import Permission
from views import formats
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, Several
from views.backoffice.kit.special_actions import Seen


def readers(case: Case) -> str:
    """Who reads what is written here, and what must not stand in it."""
    count = len(list_readers(case))
    if not count:
        return "Dites ce qui a été fait : le prochain agent le lit ici. Ce texte ne part à personne."
    who = whom(count) + (", qui le lit" if count == 1 else ", qui le lisent")
    is_held = any(question.kind == CaseKind.HELD for question in case.questions)
    held = " N’y nommez jamais qui tient la concession." if is_held else ""
    return (
        f"Dites ce qui a été fait : ce texte part par courriel {who} aussi dans le portail ; "
        f"le prochain agent le lit ici.{held}"
    )


def whom(count: int) -> str:
    """To so many people."""
    return "à la personne qui demande" if count == 1 else f"aux {count} personnes qui demandent"


def what_happens(case: Case) -> str:
    """What closing does to one of several."""
    count = len(list_readers(case))
    sent = f" ; la suite part par courriel {whom(count)}" if count else ""
    return f"Ouvert le {formats.day(case.created_at)} ; il quitte ce qui attend{sent}."


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
        consequence=readers,
    ),
    done=Done("Le dossier « {row.subject} » est clos.", many=("dossier clos", "dossiers clos")),
    bulk=Several(
        what_happens,
        consequence="La même suite est écrite dans chacun, et part par courriel à ceux qui ont "
        "demandé quelque chose. N’y nommez jamais qui tient une concession.",
        way_out="Les laisser ouverts",
        verb="Clore",
        load=("account",),
    ),
)
