"""The old records that are probably a company's, and the one of them to attach next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from models.assistance import matching
from models.assistance.answers import search_records
from models.assistance.matching import Match, MatchProfile
from models.attachments import Attachment
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db


@dataclass(frozen=True)
class Proposal:
    """What may be attached."""

    candidates: tuple[Match[Concession], ...] = ()
    """The records that are probably theirs and not attached to them, those that were spoken of first."""
    holders: Mapping[int, Company] = field(default_factory=dict)
    """Of the candidates that are attached, the company that holds each, by its number."""
    candidate: Concession | None = None
    """The record to attach next: the one that was spoken of, else the surest of the free ones."""

    @property
    def contact(self) -> Concession | None:
        """The record to attach, where it is of their SIREN or surely theirs: so are its phone and e-mail."""
        matches = (match for match in self.candidates if match.row is self.candidate)
        is_theirs = any(match.is_of_same_unit or match.is_confident for match in matches)
        return self.candidate if is_theirs else None


def make_proposal(
    profile: MatchProfile, record: Concession | None, title: str, held: Sequence[Attachment]
) -> Proposal:
    """What may be attached to a company, beside the record in focus and those that a title finds."""
    titled = search_records(title)
    wanted = {each.id: each for each in (record, *titled) if each is not None}
    mine = {attachment.concession_id for attachment in held}
    candidates = [match for match in _matches(profile, list(wanted.values())) if match.row.id not in mine]
    named = record if record is not None else titled[0] if len(titled) == 1 else None
    if named is not None:
        free = named if named.open_attachment is None else None
        return Proposal(tuple(candidates), _holders_of(candidates), free)
    # They hold one already: another is proposed only when it is surely theirs too.
    surest = _surest_free(candidates, only_confident=bool(held))
    return Proposal(tuple(candidates), _holders_of(candidates), surest)


def _holders_of(candidates: Iterable[Match[Concession]]) -> dict[int, Company]:
    """Who holds the candidates that are attached: to others, since one's own are no candidates."""
    attached = [match.row.open_attachment for match in candidates if match.row.open_attachment is not None]
    if not attached:
        return {}
    ids = {attachment.company_id for attachment in attached}
    return {company.id: company for company in db.session.scalars(select(Company).where(Company.id.in_(ids)))}


def _matches(profile: MatchProfile, wanted: Sequence[Concession]) -> list[Match[Concession]]:
    found = matching.records_of(profile, wanted=wanted)
    first, likely = found[: len(wanted)], found[len(wanted) :]
    return [*first, *(match for match in likely if _is_shown(match))]


def _is_shown(match: Match[Concession]) -> bool:
    # A record of the same SIREN is shown however little else agrees.
    return match.is_probable or match.is_of_same_unit


def _surest_free(candidates: Iterable[Match[Concession]], *, only_confident: bool) -> Concession | None:
    free = (match for match in candidates if match.row.open_attachment is None and not match.row.closed_at)
    likely = (match for match in free if (match.is_confident if only_confident else match.is_probable))
    return next((match.row for match in likely), None)
