"""Answers who asked."""

from __future__ import annotations

from models import cases
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
        "Que répondre à {row.account.full_name} ?",
        verb="Envoyer la réponse",
        way_out="Répondre plus tard",
        consequence="« {row.message} »",
    ),
    done=Done(
        "La réponse part à {row.account.email}.",
        more="Elle se lit aussi dans le portail, à côté de la question.",
    ),
)
