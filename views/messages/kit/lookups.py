"""How a word is found: by the member of an enumeration, or by the refusal that was raised."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from models.kernel.errors import DomainError
from views.formats import day, moment, typo
from views.messages.kit.tables import LABELS, REFUSALS, TAGS
from views.messages.kit.tag import Tag


def tag_of(status: Enum | str, value: str | None = None) -> Tag:
    """The tag of a status: `tag_of(account.status)`, or by name: `tag_of("MailState", mail.state)`."""
    if isinstance(status, Enum):
        name, value = type(status).__name__, str(status.value)
    else:
        name = status
    return TAGS[name][str(value)]


def label_of(member: Enum | str, value: str | None = None) -> str:
    """The words of a member: `label_of(company.kind)`, or by name: `label_of("Role", "agent")`.

    A value that nobody named is shown as it is: an old row must stay legible.
    """
    if isinstance(member, Enum):
        name, value = type(member).__name__, str(member.value)
    else:
        name = member
    return LABELS[name].get(str(value), str(value))


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


def refusal(error: DomainError) -> str:
    """The sentence for a refusal, filled with its facts."""
    sentence = REFUSALS[type(error).__name__]
    if isinstance(sentence, dict):
        why = error.facts.get("why")
        sentence = sentence[str(why.value if isinstance(why, Enum) else why)]
    facts = {name: _in_words(fact) for name, fact in error.facts.items()}
    return typo(sentence.format_map(_Facts(facts)))


def _in_words(fact: object) -> object:
    if isinstance(fact, datetime):
        return moment(fact)
    return day(fact) if isinstance(fact, date) else fact
