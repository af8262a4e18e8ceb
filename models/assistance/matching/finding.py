"""Finds the matches of a company or of a record, each weighed beside its rivals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from models.accounts.queries import list_accounts_for_company
from models.assistance.matching import candidates
from models.assistance.matching.compare import Sign, signs
from models.assistance.matching.parties import MatchProfile
from models.assistance.matching.scoring import CONFIDENT, NOBODY, SHOWN, chance, ranked, weigh
from models.companies import Company
from models.concessions import Concession
from models.directory import stock

LIMIT = 6
"""Matches that are weighed against their rivals: nobody reads more."""

SURE = NOBODY + 2.0
"""With a company that fits this well, nobody looks for one whose name was mistyped."""

SAME_UNIT = frozenset({Sign.SAME_SIRET, Sign.SAME_SIREN})

Row = TypeVar("Row", Company, Concession)


class Certainty(StrEnum):
    """How sure a match is, in one word."""

    CONFIDENT = "confident"
    PROBABLE = "probable"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Match(Generic[Row]):
    """A company or an old record, the chance that it is the right one, and the signs of it."""

    row: Row
    score: float
    signs: tuple[Sign, ...]
    rival: Company | None = None
    """Another company that fits the record as well, or better."""

    @property
    def certainty(self) -> Certainty:
        """How sure it is."""
        if self.score >= CONFIDENT:
            return Certainty.CONFIDENT
        return Certainty.PROBABLE if self.score >= SHOWN else Certainty.DOUBTFUL

    @property
    def is_confident(self) -> bool:
        """Whether the console says that it is sure."""
        return self.certainty is Certainty.CONFIDENT

    @property
    def is_probable(self) -> bool:
        """Whether it is more often right than wrong."""
        return self.certainty is not Certainty.DOUBTFUL

    @property
    def is_of_same_unit(self) -> bool:
        """Whether both bear the same SIREN."""
        return not SAME_UNIT.isdisjoint(self.signs)

    @property
    def percent(self) -> int:
        """The score out of a hundred; never a hundred, since nobody was asked."""
        return min(99, round(100 * self.score))


@dataclass(frozen=True)
class _Weighed:
    company: Company
    signs: frozenset[Sign]
    weight: float


def profile_of(company: Company) -> MatchProfile:
    """All that we know of a company: trade name and addresses of its active people included."""
    people = list_accounts_for_company(company)
    emails = tuple(person.email for person in people if person.is_active)
    return MatchProfile.of_company(company, signs=stock.signs_of(company.siret), emails=emails)


def companies_of(record: Concession, limit: int = LIMIT) -> list[Match[Company]]:
    """The companies whose record this may be, the most probable first."""
    weighed = _weigh(MatchProfile.of_record(record))
    found = [_match(w.company, w.company.siren, w.signs, weighed) for w in weighed[:LIMIT]]
    return sorted(found, key=lambda match: (-match.score, match.row.id))[:limit]


def match_of(record: Concession, company: MatchProfile) -> Match[Concession]:
    """How surely a given record is a company's."""
    party = MatchProfile.of_record(record)
    return _match(record, company.siret[:9], signs(party, company), _weigh(party))


def records_of(company: MatchProfile, limit: int = LIMIT) -> list[Match[Concession]]:
    """The old records that a company probably holds, the surest first; the improbable ones left out."""
    compared = [
        (record, signs(MatchProfile.of_record(record), company)) for record in candidates.records_for(company)
    ]
    likely = sorted(
        ((weigh(found), record, found) for record, found in compared if _is_worth_a_look(found)),
        key=lambda each: (-each[0], each[1].id),
    )
    matches = [
        _match(record, company.siret[:9], found, _weigh(MatchProfile.of_record(record)))
        for _, record, found in likely[:LIMIT]
    ]
    return sorted(matches, key=lambda match: (-match.score, match.row.id))[:limit]


def _is_worth_a_look(found: frozenset[Sign]) -> bool:
    # The same SIREN is a fact that an agent must see, even where all the rest speaks against it.
    return weigh(found) >= NOBODY or not found.isdisjoint(SAME_UNIT)


def _weigh(record: MatchProfile) -> list[_Weighed]:
    weighed = _compared(record, candidates.companies_for(record))
    if not weighed or weighed[0].weight < SURE:
        weighed = _compared(record, {*candidates.companies_spelt_like(record), *(w.company for w in weighed)})
    return weighed


def _compared(record: MatchProfile, companies: Iterable[Company]) -> list[_Weighed]:
    compared = [(company, signs(record, MatchProfile.of_company(company))) for company in companies]
    weighed = [_Weighed(company, found, weigh(found)) for company, found in compared]
    return sorted(weighed, key=lambda each: (-each.weight, each.company.id))


def _match(row: Row, siren: str, found: frozenset[Sign], weighed: list[_Weighed]) -> Match[Row]:
    weight = weigh(found)
    best: dict[str, _Weighed] = {}
    for each in weighed:  # of each other legal unit the strongest: establishments of one are no rivals
        if each.company.siren != siren:
            best.setdefault(each.company.siren, each)
    rivals = list(best.values())
    near = next((rival.company for rival in rivals if rival.weight > weight - 1), None)
    score = chance(weight, [rival.weight for rival in rivals])
    return Match(row, score, tuple(ranked(found)), near)
