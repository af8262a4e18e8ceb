"""What the words of a line mean, before anything is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.imports.concessions import read_record
from console.imports.reader import Cells, Line, What
from models.concessions import ConcessionKind
from models.kernel.clock import now
from models.values.days import day_of


@pytest.mark.parametrize(
    ("typed", "kind"), [("Voirie", "voirie"), ("EAU", "eau"), (" stationnement", "stationnement")]
)
def test_kinds_are_words_of_a_list(typed: str, kind: str) -> None:
    assert read_record(Cells(Line(7, {"genre": typed}))).facts["kind"] == ConcessionKind(kind)


@pytest.mark.parametrize(
    ("typed", "closed"),
    [("Ouverte", False), ("OUI", False), ("-1", False), ("Fermé", True), ("N", True), ("0", True)],
)
def test_the_usual_spellings_of_a_standing_are_taken(typed: str, closed: bool) -> None:
    assert read_record(Cells(Line(7, {"statut": typed}))).facts["closed"] is closed


def test_what_was_opened_is_not_to_come() -> None:
    tomorrow = day_of(now() + timedelta(days=1))
    cells = Cells(Line(7, {"date_creation": tomorrow.isoformat()}))
    assert read_record(cells).facts["opened_on"] is None
    assert What.DATE_IMPLAUSIBLE in [found.problem for found in cells.problems]


def test_an_empty_word_tells_nothing() -> None:
    cells = Cells(Line(7, {"genre": "", "statut": ""}))
    assert {"kind", "closed"}.isdisjoint(read_record(cells).facts)
    assert {found.column for found in cells.problems}.isdisjoint({"genre", "statut"})


def test_a_word_that_is_not_listed_is_refused() -> None:
    cells = Cells(Line(7, {"genre": "gaz", "statut": "peut-être"}))
    facts = read_record(cells).facts
    assert "kind" not in facts and "closed" not in facts
    refused = [found.column for found in cells.problems if found.problem is What.NOT_LISTED]
    assert refused == ["genre", "statut"]
    states = [read_record(Cells(Line(7, {"statut": word}))).facts["closed"] for word in ("actif", "Clos")]
    assert states == [False, True]
