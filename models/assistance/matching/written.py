"""Many lookups as SQLite is asked them: a statement that is written once, and told what is sought as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import BigInteger, FromClause, Integer, TextualSelect, column, text

from models.assistance.matching.sought import BOXES, ENOUGH, By, Lookup
from models.assistance.pairs import Verdict
from models.companies import Company
from models.concessions import Concession
from models.lists import search
from models.lists.search_words import readings, short_of
from models.lists.searchable import Searchable
from models.values.spellings import other_spelling


def values_for(model: type[Searchable], lookups: Sequence[Lookup]) -> dict[str, str] | None:
    """What the model's statement is told; None where a text is nothing but words too short for the index.

    A text has a line for each way to read it: its place, what the index is asked, the words that are too
    short for it, each with how else it is spelt. All others have one: their place and what is sought.
    """
    lines: dict[By, list[list[object]]] = {by: [] for by in (By.TEXT, By.SIREN, *EXACTLY[model])}
    for place, lookup in enumerate(lookups):
        if lookup.by is By.DOMAIN:
            lines[lookup.by].append([place, [f"{post}@{lookup.text}" for post in BOXES]])
        elif lookup.by is not By.TEXT:
            lines[lookup.by].append([place, lookup.text])
        for words in readings(lookup.text) if lookup.by is By.TEXT else ():
            short = short_of(words)
            if len(short) == len(words):
                return None
            lines[lookup.by].append([place, search.phrase(words), [_spelt(word) for word in short]])
    return {by.value: json.dumps(each) for by, each in lines.items()}


def _spelt(word: str) -> list[str | None]:
    other = other_spelling(word)
    return [word, f" {other} " if other else None]


class Lines(TextualSelect):
    """A written statement that rows are joined to."""

    inherit_cache = True

    def is_derived_from(self, _: FromClause | None) -> bool:
        """Whether its rows are those of a table: no written statement's are, which SQLAlchemy leaves open."""
        return False


def lines_of(model: type[Searchable]) -> Lines:
    """The places and the numbers of the rows that are found."""
    whole = [_SIREN, *([_DECISION] if model is Concession else [])]
    few = [_TEXT, *([_NAME, _DOMAIN, _STREET] if model is Company else [])]
    parts = [_each(part) for part in whole] + [
        _COUNTED.replace("{parts}", _all([_each(part) for part in few]))
    ]
    facts = {"table": model.__tablename__, "enough": ENOUGH, "accepted": Verdict.ACCEPTED.value}
    sql = _all(parts).format(**facts)
    return Lines(text(sql), [column("place", Integer), column("id", BigInteger)])


def _all(parts: Sequence[str]) -> str:
    return " UNION ALL ".join(parts)


def _each(part: str) -> str:
    """SQLite has no LATERAL: what one lookup finds, no more than tells anything, comes as a list."""
    by, found = part.split(": ", 1)
    return (
        "SELECT json_extract(t.value, '$[0]') AS place, f.value AS id"  # noqa: S608 - none of it is typed
        f" FROM json_each(:{by}) AS t, json_each((SELECT json_group_array(id) FROM ({found}))) AS f"
    )


EXACTLY: dict[type[Searchable], tuple[By, ...]] = {
    Company: (By.NAME, By.DOMAIN, By.STREET),
    Concession: (By.DECISION,),
}
"""What a model's index finds at once, beside a legal unit's number."""

_SIREN = """siren: SELECT id FROM {table}
WHERE siret >= json_extract(t.value, '$[1]') AND siret < json_extract(t.value, '$[1]') || '~'
LIMIT 2 * {enough}"""

_DECISION = """decision: SELECT concession_id AS id FROM match_pairs
WHERE company_id = (SELECT id FROM companies WHERE siret = json_extract(t.value, '$[1]'))
AND verdict = '{accepted}' LIMIT {enough}"""

_NAME = """name: SELECT id FROM companies
WHERE name_key >= json_extract(t.value, '$[1]') AND name_key < json_extract(t.value, '$[1]') || '!'
LIMIT {enough} + 1"""

_DOMAIN = """domain: SELECT c.id FROM json_each(t.value, '$[1]') AS box CROSS JOIN companies AS c
WHERE c.email = box.value LIMIT {enough} + 1"""

_STREET = """street: SELECT id FROM companies WHERE street_key = json_extract(t.value, '$[1]')
LIMIT {enough} + 1"""

_TEXT = """text: SELECT rowid AS id FROM {table}_fts
WHERE {table}_fts MATCH json_extract(t.value, '$[1]') AND NOT EXISTS (
  SELECT 1 FROM json_each(t.value, '$[2]') AS w,
    (SELECT search FROM {table} WHERE {table}.id = {table}_fts.rowid) AS r
  WHERE instr(r.search, json_extract(w.value, '$[0]')) = 0
    AND coalesce(instr(' ' || r.search, json_extract(w.value, '$[1]')), 0) = 0
) LIMIT {enough} + 1"""

_COUNTED = """SELECT place, id FROM (
SELECT place, id, count(*) OVER (PARTITION BY place) AS many FROM (SELECT DISTINCT place, id FROM ({parts}))
) WHERE many <= {enough}"""
"""None where so many are found that it tells nothing."""
