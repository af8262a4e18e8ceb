"""Which rows are worth comparing: found by number, phone, mail box and name, never by a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from models.assistance.matching import lookups, names
from models.assistance.matching.parties import MatchProfile, Words
from models.assistance.matching.sought import By, Lookup
from models.companies import Company
from models.concessions import Concession
from models.lists import search_words
from models.values.streets import street_key

WORDS = 6
"""Telling words of a party's names that are looked up alone."""

HALF = 5
"""Letters of a long word's beginning and end: a slip spoils one of them at most."""


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
    every = list(dict.fromkeys(lookup for each in wanted for lookup in each))
    rows: dict[Lookup, list[Any]] = {lookup: [] for lookup in every}
    for place, row in lookups.find(model, every):
        rows[every[place]].append(row)
    return [list({row.id: row for lookup in each for row in rows[lookup]}.values()) for each in wanted]
