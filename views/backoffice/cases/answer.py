"""Answers who asked."""

from __future__ import annotations

from models import cases
from models.cases import Case
from models.permissions import Permission
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen
from views.fields import LongText


class Answering(StepForm):
    """The answer, as it is read."""

    message = LongText(
        "Votre réponse",
        needed="Écrivez la réponse : la personne la lira telle quelle.",
        hint="N’y écrivez ni code ni mot de passe. Le dossier reste ouvert jusqu’à ce que vous le fermiez.",
        longest=4_000,
    )


def addressee(case: Case) -> str:
    """Whom the answer goes to; a visitor left no name."""
    return case.account.full_name if case.account is not None else "cette personne"


ANSWER = Seen(
    verb="answer",
    name="repondre",
    key="r",
    icon="send",
    label="Répondre",
    permission=Permission.KEEP_CASES,
    operation=cases.answer,
    check=cases.check_answer,
    form=Answering,
    absent=(cases.CaseClosed,),
    question=Question(
        lambda case: f"Que répondre à {addressee(case)} ?",
        verb="Envoyer la réponse",
        way_out="Répondre plus tard",
        consequence="« {row.message} »",
    ),
    done=Done(
        "La réponse part à {row.account.email}.",
        more="Elle se lit aussi dans le portail, à côté de la question.",
    ),
)
