"""The loaded stock is read from its file by number, and by whoever asks sees one file whole."""

from __future__ import annotations

import pytest

from models.companies.directory import State, store
from tests.support.stock import SITE, UNIT, fill, site

SIRET, OTHER = "20008495200015", "20008495200023"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A place of its own for the file."""
    monkeypatch.setattr(store, "_folder", tmp_path)
    return tmp_path


def test_where_nothing_was_loaded_nobody_is_known():
    assert store.find(SIRET) is None
    assert (store.list_by_siret([SIRET]), store.list_open_of_siren(SIRET[:9], 9)) == ([], [])
    assert (store.count_sites(), store.signs_of(SIRET)) == (0, ())


def test_establishments_are_found_by_their_numbers_even_without_their_unit():
    fill([site(SIRET), site(OTHER, is_closed=True), SITE], [UNIT])
    assert [found.siret for found in store.list_by_siret([OTHER, SIRET])] == [OTHER, SIRET]
    assert store.list_by_siret([]) == []
    found = store.find("00542002100056")
    assert found is not None and found.name == UNIT.name
    assert (store.count_sites(), store.signs_of(SIRET)) == (3, ("CHEZ LUCIEN",))


def test_of_a_unit_no_more_open_ones_are_read_than_were_asked_for():
    fill([site(SIRET), site(OTHER, is_closed=True), site("20008495200031")])
    assert [found.siret for found in store.list_open_of_siren(SIRET[:9], 1)] == [SIRET]
    assert [found.siret for found in store.list_open_of_siren(SIRET[:9], 9)] == [SIRET, "20008495200031"]
    fill([SITE], [UNIT._replace(is_ceased=True)])
    assert store.list_open_of_siren("005420021", 9) == []


def test_another_file_in_its_place_is_read_at_once():
    fill([site(SIRET)])
    assert store.find(SIRET)
    fill([site(SIRET, is_closed=True)])
    found = store.find(SIRET)
    assert found is not None and found.state is State.CLOSED


def test_a_file_that_cannot_be_read_knows_nobody(folder):
    (folder / store.FILE).write_bytes(b"no database" * 1000)
    assert store.find(SIRET) is None
