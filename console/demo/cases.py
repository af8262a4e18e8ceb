"""Cases of the demonstration: one of each kind that a company opens, and those that an agent has in hand."""

from __future__ import annotations

from datetime import date, timedelta

from console.demo.accounts import active_accounts
from console.demo.cast import STAFF
from models import cases
from models.cases import Case, CaseKind, CaseNoteKind
from models.cases.writing.notes import list_answerable
from models.concessions import ConcessionKind
from models.kernel.actors import Actor
from models.values import days

TITLE, MESSAGE = "Réseau d’eau potable – quai Frissard", "Pouvez-vous nous aider ?"
KINDS = (CaseKind.HELP, CaseKind.ATTACH, CaseKind.HELD)

QUESTIONS = (
    ("Code perdu", "Nous n’avons plus la lettre qui portait le code de notre concession. Où le retrouver ?"),
    ("Second référent", "Ma collègue doit suivre nos chantiers avec moi. Comment lui ouvrir un accès ?"),
)
CLOSINGS = {
    "Second référent": (
        "Votre collègue crée son compte avec le SIRET de votre structure ; vous l’ajoutez ensuite comme"
        " co-référente, dans le détail du rattachement. Elle suivra alors vos chantiers avec vous."
    ),
}
"""What closes a case, by what was asked: it answers it."""

ANSWER = (
    "Bonjour,\n\nLe code figure en bas de la lettre du 3 novembre. Si vous ne l’avez plus, appelez-nous :"
    " un agent vérifie avec vous qui vous êtes et rattache la concession.\n\nBien à vous"
)


def add(agent: Actor | None, actor: Actor) -> None:
    """Inside the transaction of the demonstration; without an agent nobody sees to anything yet."""
    accounts = active_accounts(len(KINDS) + len(QUESTIONS))
    opened = []
    for kind, account in zip(KINDS, accounts, strict=False):
        tried = {} if kind is CaseKind.HELP else {"title": TITLE, "kind": ConcessionKind.VOIRIE.value}
        subject = tried.get("title", "Changement de gérant")
        opened.append(cases.open_(kind, subject, message=MESSAGE, account=account, tried=tried, actor=actor))
    for (subject, message), account in zip(QUESTIONS, accounts[len(KINDS) :], strict=False):
        opened.append(cases.open_(CaseKind.HELP, subject, message=message, account=account, actor=actor))
    if agent is not None:
        for case, add_story in zip(opened[1:], STORIES, strict=False):
            add_story(case, agent)


def _answered(case: Case, agent: Actor) -> None:
    last = list_answerable(case)[0]  # in a small one, two of them are of one company, and ask in one case
    cases.answer(case, message=ANSWER, question=last.id, actor=agent)
    _follow(case, agent, "Vérifier que le rattachement est fait", _working_day(2))


def _overdue(case: Case, agent: Actor) -> None:
    cases.note(
        case,
        kind=CaseNoteKind.CALL,
        text="La personne rappelle dès qu’elle a retrouvé la lettre de l’ancien titulaire.",
        minutes=6,
        actor=agent,
    )
    _follow(case, agent, "Rappeler pour la lettre", _working_day(0))
    case.due_on = _working_day(-1)  # as it stands on the next day: nobody plans for one that is over


def _blocked(case: Case, agent: Actor) -> None:
    cases.note(case, kind=CaseNoteKind.MAIL, text="Mandat demandé au gérant par courriel.", actor=agent)
    _follow(
        case, agent, "Relire le mandat reçu", _working_day(0), "Le gérant n’a pas encore signé le mandat."
    )


def _closed(case: Case, agent: Actor) -> None:
    cases.note(
        case, kind=CaseNoteKind.CALL, text="Marche à suivre expliquée au téléphone.", minutes=4, actor=agent
    )
    cases.close(case, reason=CLOSINGS[case.subject], actor=agent)


STORIES = (_blocked, _overdue, _answered, _closed)
"""Of the cases after the first, which nobody has in hand yet."""


def _follow(case: Case, agent: Actor, action: str, due: date, blocked: str = "") -> None:
    cases.follow(case, owner=STAFF[0].email, next_action=action, due_on=due, blocked_by=blocked, actor=agent)


def _working_day(offset: int) -> date:
    """The day that lies so many working days from today, or today itself."""
    day = days.today()
    while offset:
        day += timedelta(days=1 if offset > 0 else -1)
        if days.is_working(day):
            offset += -1 if offset > 0 else 1
    return day
