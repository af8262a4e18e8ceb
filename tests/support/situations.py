"""What a call comes to, asked of the models: what is typed, a directory that answers, records to be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from models import attachments
from models.accounts import ProAccount
from models.assistance import caller_query, situation
from models.assistance.focus import Choice
from models.assistance.situation import Situation
from models.attachments import Attachment, Evidence
from models.companies import Company
from models.companies.directory import Establishment, State
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.staff import Agent
from models.values.siret import Siret
from tests.support import records

OTHER_PHONE = "+33239999999"
JUSTIFICATION = "Rappel ce matin au numéro du dossier, la personne a donné le nom du gérant."


class DirectoryDouble:
    """A directory that gives one answer about every SIRET, and keeps what it was asked."""

    def __init__(self, state: State = State.UNKNOWN, **facts: Any) -> None:
        self.state, self.facts = state, facts
        self.questions: list[Siret] = []

    def find(self, siret: Siret, *, again: bool = False) -> Establishment:
        """That answer."""
        self.questions.append(siret)
        return Establishment(siret, self.state, **self.facts)

    def search(self, text: str, limit: int) -> list[Establishment]:
        """Nothing."""
        return []


def call(text: object = "", directory: Any = None, **choice: Any) -> Situation:
    """What was typed, and chosen since."""
    query = caller_query.parse(str(text))
    return situation.resolve(query, Choice(**choice), directory=directory or DirectoryDouble())


def record(title: str = "Port de l’Estuaire", **facts: Any) -> Concession:
    """A record that resembles nobody, but for the facts that the test gives it."""
    return records.concession(title=title, **{"phone": OTHER_PHONE, "email": "", **facts})


def record_of(company: Company, title: str = "Port de l’Estuaire", **facts: Any) -> Concession:
    """A record that is surely the company's."""
    return record(title, siret=company.siret, holder=company.name, **facts)


def attach(
    concession: Concession, account: ProAccount, agent: Agent, evidence: Evidence = Evidence.CODE
) -> Attachment:
    """What this agent attaches by that evidence."""
    proof = {"access_code": records.CODE} if evidence is Evidence.CODE else {"justification": JUSTIFICATION}
    return attachments.attach(concession, account, evidence=evidence, actor=Actor.of_agent(agent), **proof)


def rows(matches: Iterable[Any]) -> list[Any]:
    """What was found, without why."""
    return [match.row for match in matches]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    found: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
