"""A new stock file replaces the old one whole, and goes on where its making was cut off."""

from __future__ import annotations

import pytest

from models.companies.directory import building, naming, store
from models.companies.directory.stock import Loaded
from tests.support.stock import SITE, UNIT, fill, site, unit

OURS, THEIRS = "20008495200015", "35600000000048"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A place of its own for the files."""
    monkeypatch.setattr(store, "_folder", tmp_path)
    return tmp_path


def test_readers_see_the_old_file_until_the_new_one_is_published(folder):
    fill([SITE], [UNIT])
    new = building.Building(folder, "plan")
    new.put_sites("sites", [site(OURS)], 1, 1)
    new.index(lambda rows: None)
    assert store.find(OURS) is None and naming.search("lucien", 8)
    new.seal()
    new.publish()
    new.close()
    assert store.find(OURS) and not naming.search("biquez", 8)


def test_what_was_cut_off_goes_on_and_another_plan_begins_anew(folder):
    new = building.Building(folder, "plan")
    new.put_sites("sites", [SITE], 7, 3)
    new.close()
    again = building.Building(folder, "plan")
    assert again.mark("sites") == (7, 3) and again.count_sites() == 1
    again.close()
    other = building.Building(folder, "other")
    assert other.mark("sites") == (0, 0) and other.count_sites() == 0
    other.close()


def test_a_file_that_was_spoiled_meanwhile_is_begun_anew(folder):
    (folder / building.FILE).write_bytes(b"spoiled" * 1000)
    new = building.Building(folder, "plan")
    assert new.count_sites() == 0
    new.close()


def test_two_do_not_load_at_once(folder):
    first = building.Building(folder, "plan")
    with pytest.raises(building.IsLoading):
        building.Building(folder, "plan")
    first.close()
    building.Building(folder, "plan").close()


def test_other_departments_and_the_other_files_rows_are_kept(folder):
    fill([site(OURS, commune="76351"), SITE], [UNIT])
    new = building.Building(folder, "plan")
    new.keep(sites=False, units=True, departments=["76"])
    assert new.count_sites() == 1
    assert new.compare("sites", 0) == Loaded(0, 0, 0, 1)
    assert new.compare("units", 0) == Loaded(0, 0, 0, 0)
    new.close()


def test_of_units_only_those_of_establishments_are_taken_in(folder):
    new = building.Building(folder, "plan")
    new.put_sites("sites", [SITE], 1, 1)
    new.put_units("units", [UNIT, unit("356000000")], 1, 2, used=True)
    assert new.compare("units", 2) == Loaded(2, 1, 0, 0)
    new.close()


def test_rows_are_counted_as_new_changed_and_gone(folder):
    fill([site(OURS), SITE])
    new = building.Building(folder, "plan")
    new.put_sites("sites", [site(OURS, city="ROUEN"), site(THEIRS)], 2, 2)
    assert new.compare("sites", 2) == Loaded(2, 1, 1, 1)
    new.close()
