"""Finds the matches of a company or of a record, each weighed beside its rivals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from models.accounts import ProAccount
from models.accounts.queries import list_accounts_for_company
from models.assistance import pairs
from models.assistance.matching import candidates
from models.assistance.matching.parties import MatchProfile
from models.assistance.matching.scoring import CONFIDENT, NOBODY, SHOWN, chance, ranked, weigh
from models.assistance.matching.signs import SAME_UNIT, Sign
from models.assistance.matching.weighing import Weighed, beside, signs_of, weigh_companies
from models.assistance.pairs import Decided, Verdict
from models.companies import Company
from models.companies.directory import store
from models.concessions import Concession

LIMIT = 6
"""Matches that are weighed against their rivals: nobody reads more."""

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


def profile_of(
    company: Company, *, people: Iterable[ProAccount] | None = None, signs: Sequence[str] | None = None
) -> MatchProfile:
    """All that we know of a company: trade names and addresses of its active people included.

    `people` and `signs`: its accounts and its trade names, where they were read already.
    """
    people = list_accounts_for_company(company) if people is None else people
    signs = store.signs_of(company.siret) if signs is None else signs
    emails = tuple(person.email for person in people if person.is_active)
    return MatchProfile.of_company(company, signs=tuple(signs), emails=emails)


def companies_of(
    record: Concession, limit: int = LIMIT, *, refused: Collection[str] = ()
) -> list[Match[Company]]:
    """The companies whose record this may be, the most probable first; none that staff refused for it.

    `refused`: the SIRETs of those that they are about to refuse.
    """
    verdicts = pairs.decided([record.id]) | {(record.id, siret): Verdict.REFUSED for siret in refused}
    weighed = weigh_companies([record], verdicts)[0]
    left = [w for w in weighed if Sign.REJECTED not in w.signs]
    found = [_match(w.company, w.company.siren, w.signs, weighed) for w in left[:LIMIT]]
    return _sorted(found)[:limit]


def records_of(
    company: MatchProfile, limit: int = LIMIT, *, wanted: Sequence[Concession] = ()
) -> list[Match[Concession]]:
    """The old records that a company probably holds, the surest first; the improbable ones left out.

    Before them those that are `wanted`, in their order, however sure they are.
    """
    known = {record.id for record in wanted}
    near = [record for record in candidates.records_for(company) if record.id not in known]
    verdicts = pairs.decided([record.id for record in (*wanted, *near)])
    matches = _matches([*wanted, *_likely(near, company, verdicts)], company, verdicts)
    return [*matches[: len(known)], *_sorted(matches[len(known) :])[:limit]]


def _likely(records: Iterable[Concession], company: MatchProfile, verdicts: Decided) -> list[Concession]:
    compared = [(record, signs_of(record, company, verdicts)) for record in records]
    weighed = sorted(
        ((weigh(found), record) for record, found in compared if _is_worth_a_look(found)),
        key=lambda each: (-each[0], each[1].id),
    )
    return [record for _, record in weighed[:LIMIT]]


def _matches(
    records: Sequence[Concession], company: MatchProfile, verdicts: Decided
) -> list[Match[Concession]]:
    return [
        _match(
            record, company.siret[:9], beside(signs_of(record, company, verdicts), company, weighed), weighed
        )
        for record, weighed in zip(records, weigh_companies(records, verdicts), strict=True)
    ]


def _sorted(matches: Iterable[Match[Row]]) -> list[Match[Row]]:
    return sorted(matches, key=lambda match: (Sign.RECOGNISED not in match.signs, -match.score, match.row.id))


def _is_worth_a_look(found: frozenset[Sign]) -> bool:
    # The same SIREN is a fact that an agent must see, even where all the rest speaks against it.
    # Another one may be a slip of the pen, which is seen once its company is there to be compared.
    likely = weigh(found - {Sign.OTHER_SIREN}) >= NOBODY
    return Sign.REJECTED not in found and (likely or not found.isdisjoint(SAME_UNIT))


def _match(row: Row, siren: str, found: frozenset[Sign], weighed: list[Weighed]) -> Match[Row]:
    weight = weigh(found)
    best: dict[str, Weighed] = {}
    for each in weighed:  # of each other legal unit the strongest: establishments of one are no rivals
        if each.company.siren != siren:
            best.setdefault(each.company.siren, each)
    rivals = list(best.values())
    near = next((rival.company for rival in rivals if rival.weight > weight - 1), None)
    score = chance(weight, [rival.weight for rival in rivals])
    return Match(row, score, tuple(ranked(found)), near)
