"""Canned replies for whoever answers: offered by name, filled with what the case says."""

from __future__ import annotations

from models.cases import Case, CaseQuestion
from models.mails.texts import TextGroup, Wording, fill
from models.mails.texts.catalogue import find, is_made, kinds
from models.mails.texts.queries import list_edited, list_made_replies
from views.backoffice.texts.examples import values_of_case
from views.mails import source_of, wording_of


def list_replies() -> list[tuple[str, str]]:
    """Key and name of each, by name; those that were retired are left out."""
    ours = [kind for kind in kinds().values() if kind.group is TextGroup.REPLY]
    edited = list_edited([kind.key for kind in ours])
    named = []
    for kind in ours:
        row = edited.get(kind.key)
        named.append((kind.key, row.subject if row is not None and row.subject else source_of(kind).subject))
    named += [(row.key, row.subject) for row in list_made_replies() if row.subject]
    return sorted(named, key=lambda pair: pair[1].casefold())


def reply_for(case: Case, key: str, question: CaseQuestion) -> str:
    """The text of a canned reply to what was asked in this case; nothing where there is no such reply."""
    kind = find(key)
    if kind is None or kind.group is not TextGroup.REPLY:
        return ""
    wording: Wording = wording_of(kind)
    if is_made(kind) and not wording.body:
        return ""
    return fill(wording.body, values_of_case(case, question=question))
