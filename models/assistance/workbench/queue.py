"""What waits in the workbench, read from what was found ahead: a page compares its first pair alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.accounts.queries import list_accounts_for_company
from models.assistance import matching
from models.assistance.matching import Match, MatchProfile, Sign
from models.assistance.pairs import MatchPair, Verdict
from models.attachments.evidence.siren import is_proved_by_siren
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.lists.paging import Count, capped
from models.staff import Agent

CAP = 1_000
"""Beyond, the count of what waits says *more than*."""

LATELY = 5
"""Of one's own decisions, those that are shown again: a slip of a key is undone there."""


@dataclass(frozen=True)
class Candidate:
    """A pair laid open: what speaks for and against it, who would use the record, what accepting does."""

    match: Match[Company]
    people: tuple[ProAccount, ...]
    attaches: ProAccount | None
    """Whose account the SIREN and the proved e-mail of the record vouch for: accepting attaches at once."""


def list_waiting(limit: int) -> list[MatchPair]:
    """The pairs that wait, in order of gain; without those of records attached or closed since."""
    query = _read_along(_waiting()).order_by(MatchPair.place, MatchPair.id).limit(limit)
    return list(db.session.scalars(query))


def count_waiting() -> Count:
    """How many of them wait, up to `CAP`."""
    value = db.session.scalar(select(capped(_waiting().with_only_columns(MatchPair.id), CAP))) or 0
    return Count(min(value, CAP), value > CAP)


def list_decided(agent: Agent) -> list[MatchPair]:
    """What this member of staff said last, newest first."""
    query = _read_along(select(MatchPair)).where(MatchPair.decided_by_id == agent.id)
    return list(db.session.scalars(query.order_by(MatchPair.decided_at.desc()).limit(LATELY)))


def find_shown(concession_id: int) -> MatchPair | None:
    """The pair of a record to show: the one that waits or was accepted, else the last that was refused."""
    query = _read_along(select(MatchPair)).where(MatchPair.concession_id == concession_id)
    pairs = list(db.session.scalars(query.order_by(MatchPair.id.desc())))
    return min(pairs, key=lambda pair: pair.verdict == Verdict.REFUSED.value, default=None)


def candidate_of(pair: MatchPair) -> Candidate:
    """The pair with its signs of today."""
    people = list_accounts_for_company(pair.company)
    found = signs_of(pair.concession, pair.company, people)
    proved = proved_account(pair.concession, people)
    return Candidate(Match(pair.company, pair.score, found), tuple(people), proved)


def signs_of(
    concession: Concession, company: Company, people: Sequence[ProAccount] | None = None
) -> tuple[Sign, ...]:
    """What speaks for and against the record being the company's, today, in reading order."""
    profile = matching.profile_of(company, people=people)
    return tuple(matching.ranked(matching.signs(MatchProfile.of_record(concession), profile)))


def proved_account(concession: Concession, people: Sequence[ProAccount]) -> ProAccount | None:
    """Of a company's people the one whom the record itself vouches for, where it is free."""
    if not concession.is_to_attach:
        return None
    usable = (person for person in people if person.suspended_at is None and person.erased_at is None)
    return next((person for person in usable if is_proved_by_siren(concession, person)), None)


def _waiting() -> Select[MatchPair]:
    waits = select(MatchPair).join(Concession, Concession.id == MatchPair.concession_id)
    return waits.where(MatchPair.verdict == Verdict.WAITING.value, Concession.is_to_attach)


def _read_along(query: Select[MatchPair]) -> Select[MatchPair]:
    return query.options(
        joinedload(MatchPair.concession).lazyload("*"),
        joinedload(MatchPair.company),
        joinedload(MatchPair.decided_by),
    )
