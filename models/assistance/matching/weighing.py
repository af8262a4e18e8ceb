"""Weighs the companies of a record beside each other, with what staff said of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.assistance.matching import candidates
from models.assistance.matching.compare import among, signs
from models.assistance.matching.parties import MatchProfile
from models.assistance.matching.scoring import NOBODY, weigh
from models.assistance.matching.signs import Sign
from models.assistance.pairs import Decided, Verdict
from models.companies import Company
from models.concessions import Concession

SURE = NOBODY + 4.0
"""With a company that fits this well, nobody looks for one whose name was mistyped."""


@dataclass(frozen=True)
class Weighed:
    """A company that a record may be of."""

    company: Company
    alone: frozenset[Sign]
    """Its signs by itself."""
    signs: frozenset[Sign]
    """Those that remain beside its rivals'."""
    weight: float


def weigh_companies(records: Sequence[Concession], verdicts: Decided) -> list[list[Weighed]]:
    """Of each record the companies that may have a claim to it, the strongest first."""
    profiles = [MatchProfile.of_record(record) for record in records]
    parties: dict[int, MatchProfile] = {}

    def compared(place: int, companies: Iterable[Company]) -> list[Weighed]:
        found = []
        for company in companies:
            if company.id not in parties:
                parties[company.id] = MatchProfile.of_company(company)
            verdict = verdicts.get((records[place].id, company.siret))
            found.append((company, _with_verdict(signs(profiles[place], parties[company.id]), verdict)))
        return _together(found)

    near = candidates.companies_for(*profiles)
    result = [compared(place, companies) for place, companies in enumerate(near)]
    unsure = [place for place, weighed in enumerate(result) if not weighed or weighed[0].weight < SURE]
    slipped = candidates.companies_spelt_like(*(profiles[place] for place in unsure))
    for place, companies in zip(unsure, slipped, strict=True):
        result[place] = compared(place, {*companies, *(each.company for each in result[place])})
    return result


def signs_of(record: Concession, company: MatchProfile, verdicts: Decided) -> frozenset[Sign]:
    """A company's signs by itself, and what staff said of it."""
    found = signs(MatchProfile.of_record(record), company)
    return _with_verdict(found, verdicts.get((record.id, company.siret)))


def beside(found: frozenset[Sign], company: MatchProfile, weighed: list[Weighed]) -> frozenset[Sign]:
    """A company's signs, once they are seen beside those of all others that the record leads to."""
    others = [(each.company.siren, each.alone) for each in weighed if each.company.siret != company.siret]
    return among([(company.siret[:9], found), *others])[0]


def _together(found: list[tuple[Company, frozenset[Sign]]]) -> list[Weighed]:
    seen = among([(company.siren, alone) for company, alone in found])
    weighed = [Weighed(*each, remain, weigh(remain)) for each, remain in zip(found, seen, strict=True)]
    return sorted(weighed, key=lambda each: (-each.weight, each.company.id))


def _with_verdict(found: frozenset[Sign], verdict: Verdict | None) -> frozenset[Sign]:
    if verdict is None:
        return found
    return found | {Sign.RECOGNISED if verdict is Verdict.ACCEPTED else Sign.REJECTED}
