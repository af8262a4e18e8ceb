"""Which rows are worth comparing: found by number, phone, mail box and name, never by a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, Select, func, literal_column, select, union_all

from models.assistance import pairs
from models.assistance.loading import with_status
from models.assistance.matching import names
from models.assistance.matching.parties import MatchProfile, Words
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.lists import search, search_words
from models.values.streets import street_key

ENOUGH = 40
"""What a word finds more often than this it does not single out."""

WORDS = 6
"""Telling words of a party's names that are looked up alone."""

BOXES = (
    "accueil administration administratif agence bureau compta comptabilite contact courrier dict direction"
    " exploitation facturation gestion info infos mairie reseaux secretariat service standard technique"
    " travaux urbanisme voirie"
).split()
"""What companies call the mail box that they give: a whole address is found by an index, a domain is not."""

HALF = 5
"""Letters of a long word's beginning and end: a slip spoils one of them at most."""


class By(StrEnum):
    """What a lookup goes by."""

    TEXT = "text"
    SIREN = "siren"
    NAME = "name"
    DOMAIN = "domain"
    STREET = "street"
    DECISION = "decision"


@dataclass(frozen=True)
class Lookup:
    """A text that is looked up anywhere, or what an index finds: a legal unit's number, a name as it begins,
    a domain, a street, the SIRET for which staff accepted records."""

    text: str
    by: By = By.TEXT


def records_for(company: MatchProfile) -> list[Concession]:
    """The old records that may be this company's."""
    spelt = [*company.company_names, *([(company.given_acronym,)] if company.given_acronym else [])]
    accepted = [Lookup(company.siret, By.DECISION)] if company.siret else []
    return _rows(Concession, [[*accepted, *_near(company, spelt), *_slipped(spelt)]])[0]


def companies_for(*records: MatchProfile) -> list[list[Company]]:
    """Of each record the companies whose it may be, by its numbers, its mail box, the words of its names."""
    return _rows(Company, [[*_exact(each), *_near(each, _spelt(each))] for each in records])


def companies_spelt_like(*records: MatchProfile) -> list[list[Company]]:
    """Of each record the companies that a slip of the pen may hide from `companies_for`."""
    return _rows(Company, [_slipped(each.record_names) for each in records])


def _spelt(record: MatchProfile) -> list[Words]:
    return [*record.record_names, *record.person_names]


def _exact(record: MatchProfile) -> Iterator[Lookup]:
    """What short names are found by, of which a fragment is in too many others: `ERI`, `AIRE`."""
    yield from (Lookup(" ".join(words), By.NAME) for words in _spelt(record))
    yield from (Lookup(domain, By.DOMAIN) for domain in sorted(record.domains))
    if key := street_key(record.address):
        yield Lookup(key, By.STREET)


def _near(party: MatchProfile, spelt: list[Words]) -> list[Lookup]:
    number = [Lookup(party.siren, By.SIREN)] if party.siren else []
    whole = [" ".join(words) for words in spelt if len(words) > 1]
    return [*number, *(Lookup(text) for text in [*_contacts(party), *whole, *_telling(spelt)])]


def _slipped(spelt: list[Words]) -> list[Lookup]:
    long = [word for word in _telling(spelt) if len(word) > HALF + 1]
    return [Lookup(half) for word in long for half in (word[:HALF], word[-HALF:])]


def _telling(spelt: list[Words]) -> list[str]:
    words = {word for words in spelt for word in words if len(word) >= search_words.TRIGRAM}
    return sorted(words, key=lambda word: (-names.weight(word), -len(word), word))[:WORDS]


def _contacts(party: MatchProfile) -> Iterator[str]:
    yield from sorted(f"0{digits}" for digits in party.digits)
    yield from sorted(party.mailboxes)
    yield from sorted(party.domains)


def _rows(model: Any, wanted: Sequence[Sequence[Lookup]]) -> list[list[Any]]:
    """Of each list of lookups the rows that any of them finds; all of it in one statement."""
    lookups = list(dict.fromkeys(lookup for each in wanted for lookup in each))
    if not lookups:
        return [[] for _ in wanted]
    found = union_all(*(_ids(model, place, each) for place, each in enumerate(lookups))).subquery("found")
    query = select(found.c.place, model).join(model, model.id == found.c.id)
    if model is Concession:
        query = query.options(*with_status())
    rows: dict[Lookup, list[Any]] = {lookup: [] for lookup in lookups}
    for place, row in db.session.execute(query).unique():
        rows[lookups[place]].append(row)
    return [list({row.id: row for lookup in each for row in rows[lookup]}.values()) for each in wanted]


def _ids(model: Any, place: int, lookup: Lookup) -> Select[Any]:
    """The rows that one lookup finds; none where so many do that it tells nothing."""
    tag: Any = literal_column(str(place), Integer).label("place")
    if lookup.by is By.DECISION:
        return select(tag, pairs.accepted_for(lookup.text).limit(ENOUGH).subquery().c[0].label("id"))
    if lookup.by is By.SIREN:
        ids = select(model.id).where(model.siret >= lookup.text, model.siret < f"{lookup.text}~")
        return select(tag, ids.limit(2 * ENOUGH).subquery().c.id)
    if lookup.by in (By.NAME, By.DOMAIN, By.STREET):
        few = _exact_ids(lookup).limit(ENOUGH + 1).subquery()
    else:
        few = search.matching_ids(model, lookup.text).limit(ENOUGH + 1).subquery()
    number = few.c[0].label("id")
    counted = select(number, func.count().over().label("all")).subquery()
    return select(tag, counted.c.id).where(counted.c["all"] <= ENOUGH)


def _exact_ids(lookup: Lookup) -> Select[int]:
    """One range of the index of names or of streets, or a few places in the index of mail boxes."""
    if lookup.by is By.DOMAIN:
        return select(Company.id).where(Company.email.in_([f"{post}@{lookup.text}" for post in BOXES]))
    if lookup.by is By.STREET:
        return select(Company.id).where(Company.street_key == lookup.text)
    # A space sorts before every letter: the name itself, and those that go on with another word.
    return select(Company.id).where(Company.name_key >= lookup.text, Company.name_key < f"{lookup.text}!")
