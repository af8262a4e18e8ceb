"""Which rows are worth comparing: found by number, phone, mail box and name, never by a scan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from models.assistance.loading import with_status
from models.assistance.matching import names
from models.assistance.matching.parties import MatchProfile, Words
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.lists import search

ENOUGH = 40
"""What a word finds more often than this it does not single out."""

WORDS = 6
"""Telling words of a party's names that are looked up alone."""

HALF = 5
"""Letters of a long word's beginning and end: a slip spoils one of them at most."""


def records_for(company: MatchProfile) -> list[Concession]:
    """The old records that may be this company's."""
    spelt = [*company.company_names, *([(company.given_acronym,)] if company.given_acronym else [])]
    return _load(Concession, _near(Concession, company, spelt) | _slipped(Concession, spelt))


def companies_for(record: MatchProfile) -> list[Company]:
    """The companies whose record this may be, by its numbers, its mail box and the words of its names."""
    return _load(Company, _near(Company, record, [*record.record_names, *record.person_names]))


def companies_spelt_like(record: MatchProfile) -> list[Company]:
    """The companies that a slip of the pen may hide from `companies_for`."""
    return _load(Company, _slipped(Company, record.record_names))


def _near(model: Any, party: MatchProfile, spelt: list[Words]) -> set[int]:
    ids: set[int] = set()
    if party.siren:
        number = select(model.id).where(model.siret >= party.siren, model.siret < f"{party.siren}~")
        ids |= _few(number, 2 * ENOUGH)
    whole = [" ".join(words) for words in spelt if len(words) > 1]
    for text in dict.fromkeys([*_contacts(party), *whole, *_telling(spelt)]):
        ids |= _searched(model, text)
    return ids


def _slipped(model: Any, spelt: list[Words]) -> set[int]:
    ids: set[int] = set()
    for word in _telling(spelt):
        if len(word) > HALF + 1:
            ids |= _searched(model, word[:HALF]) | _searched(model, word[-HALF:])
    return ids


def _telling(spelt: list[Words]) -> list[str]:
    words = {word for words in spelt for word in words if len(word) >= search.TRIGRAM}
    return sorted(words, key=lambda word: (-names.weight(word), -len(word), word))[:WORDS]


def _load(model: Any, ids: set[int]) -> list[Any]:
    if not ids:
        return []
    query = select(model).where(model.id.in_(sorted(ids)))
    if model is Concession:
        query = query.options(*with_status())
    return list(db.session.scalars(query).unique())


def _contacts(party: MatchProfile) -> Iterator[str]:
    yield from sorted(f"0{digits}" for digits in party.digits)
    yield from sorted(party.mailboxes)
    yield from sorted(party.domains)


def _searched(model: Any, text: str) -> set[int]:
    """The rows that hold the text; none where so many do that it tells nothing."""
    found = _few(search.matching_ids(model, text), ENOUGH + 1)
    return found if len(found) <= ENOUGH else set()


def _few(ids: Select[Any], limit: int) -> set[int]:
    return set(db.session.scalars(ids.limit(limit)))
