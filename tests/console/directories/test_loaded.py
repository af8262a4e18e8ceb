"""The stock files are taken in whole, in chunks, with one event, and asked by the local directory."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from console.directories import loaded
from console.directories import stock as files
from console.directories.stock import StockRefused
from models.audit.tables import AuditDetail, AuditEvent
from models.companies.directory import State, store
from models.companies.directory.building import Building
from models.companies.directory.stock import Loaded
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values.siret import Siret
from tests.support.servers.directory_stub import BODIES

SITES = BODIES / "StockEtablissement.csv"
UNITS = BODIES / "StockUniteLegale.csv"
ACTOR = Actor.system("tests")
CHEPY = Siret("00552017600032")


def test_the_application_knows_what_was_loaded(app: Flask) -> None:
    directory = app.extensions["bascule.directory"]
    assert directory.find(CHEPY).state is State.UNKNOWN
    loaded.load([UNITS, SITES], actor=ACTOR)
    found = directory.find(CHEPY)
    assert (found.state, found.city) == (State.OPEN, "CHEPY")
    assert found.name


def test_a_load_leaves_one_event_with_its_counts(app: Flask) -> None:
    counts = loaded.load([SITES, UNITS], actor=ACTOR)
    assert counts == {"establishments": Loaded(4, 4, 0, 0), "units": Loaded(3, 3, 0, 0)}
    (detail,) = db.session.query(AuditDetail).join(AuditEvent).filter_by(action="directory-loaded")
    document = json.loads(detail.after or "")
    assert document["files"] == [SITES.name, UNITS.name]
    assert document["establishments"] == {"read": 4, "added": 4, "changed": 0, "gone": 0}


def test_who_follows_whom_is_loaded_kept_and_told(app: Flask, tmp_path: Path) -> None:
    head = (
        "siretEtablissementPredecesseur,siretEtablissementSuccesseur,dateLienSuccession,continuiteEconomique"
    )
    rows = [f"00542002100023,{CHEPY},2024-01-01,true", "00542002100023,00542002100056,2025-01-01,true"]
    links = tmp_path / "StockEtablissementLiensSuccession_utf8.csv"
    links.write_text("\n".join([head, *rows, "00542002100023,12345678901234,2025-01-01,true"]))
    directory = app.extensions["bascule.directory"]
    counts = loaded.load([links, UNITS, SITES], actor=ACTOR)
    assert counts["links"] == Loaded(3, 2, 0, 0)
    followers = ["00542002100056", str(CHEPY)]
    assert [site.siret for site in directory.list_successors(Siret("00542002100023"))] == followers
    loaded.load([UNITS], actor=ACTOR)
    assert len(store.list_successors("00542002100023")) == 2, "what a load does not bring is kept"
    links.write_text("\n".join([head, rows[0]]))
    assert loaded.load([links], actor=ACTOR)["links"] == Loaded(1, 0, 0, 1)
    assert [site.siret for site in store.list_successors("00542002100023")] == [CHEPY]
    assert store.list_successors(str(CHEPY)) == []


def test_a_store_of_before_the_links_is_read_and_kept(app: Flask) -> None:
    loaded.load([SITES], actor=ACTOR)
    with sqlite3.connect(store.folder() / store.FILE) as old:
        old.executescript("DROP TABLE links; DELETE FROM facts WHERE name = 'links'")
    assert store.list_successors("00542002100023") == []
    assert loaded.load([UNITS], actor=ACTOR)["establishments"] == Loaded(0, 0, 0, 0)


def test_a_second_load_changes_nothing(app: Flask) -> None:
    loaded.load([SITES, UNITS], actor=ACTOR)
    again = loaded.load([SITES, UNITS], actor=ACTOR)
    assert {(load.added, load.changed, load.gone) for load in again.values()} == {(0, 0, 0)}


def test_chunks_are_written_as_they_are_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 1)
    assert loaded.load([SITES], actor=ACTOR)["establishments"] == Loaded(4, 4, 0, 0)


def test_of_one_department_only_the_needed_units_are_kept(app: Flask) -> None:
    counts = loaded.load([UNITS, SITES], ["76"], actor=ACTOR)
    assert counts == {"establishments": Loaded(4, 1, 0, 0), "units": Loaded(3, 1, 0, 0)}


def test_units_that_come_first_are_all_kept(app: Flask) -> None:
    assert loaded.load([UNITS], ["76"], actor=ACTOR)["units"] == Loaded(3, 3, 0, 0)


def test_nothing_is_written_when_one_file_is_another(app: Flask, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(StockRefused):
        loaded.load([SITES, other], actor=ACTOR)
    assert store.count_sites() == 0
    assert not db.session.query(AuditEvent).filter_by(action="directory-loaded").count()


def test_a_load_that_was_killed_goes_on_where_it_was(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 1)
    reads, whole = list[int](), Building.put_sites

    def dying(self: Building, *values: Any) -> None:
        whole(self, *values)
        reads.append(values[-1])
        if len(reads) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Building, "put_sites", dying)
    with pytest.raises(KeyboardInterrupt):
        loaded.load([SITES, UNITS], actor=ACTOR)
    assert store.count_sites() == 0
    counts = loaded.load([SITES, UNITS], actor=ACTOR)
    assert reads == [1, 2, 3, 4], "no row is read twice"
    assert counts["establishments"] == Loaded(4, 4, 0, 0)
    assert {found.city for found in loaded.search("chepy", 8)} == {"CHEPY"}


def test_a_load_killed_before_it_was_published_tells_its_counts_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(self: Building) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Building, "publish", dying)
        with pytest.raises(KeyboardInterrupt):
            loaded.load([SITES, UNITS], actor=ACTOR)
    assert store.count_sites() == 0
    loaded.load([SITES, UNITS], actor=ACTOR)
    assert store.count_sites() == 4
    (detail,) = db.session.query(AuditDetail).join(AuditEvent).filter_by(action="directory-loaded")
    assert json.loads(detail.after or "")["establishments"]["added"] == 4
    loaded.load([SITES, UNITS], actor=ACTOR)
    assert db.session.query(AuditEvent).filter_by(action="directory-loaded").count() == 2, "another load"


def test_of_a_newer_file_vanished_rows_go_and_other_departments_stay(app: Flask, tmp_path: Path) -> None:
    loaded.load([SITES, UNITS], actor=ACTOR)
    newer = tmp_path / SITES.name
    lines = SITES.read_text().splitlines(keepends=True)
    newer.write_text("".join(line for line in lines if CHEPY not in line))
    counts = loaded.load([newer], ["80"], actor=ACTOR)
    assert counts["establishments"].gone == 1 and store.find(CHEPY) is None
    assert store.count_sites() == 3
    assert store.find("00542002100023"), "which is in another department"
    assert counts["units"] == Loaded(0, 0, 0, 0), "they were kept as they were"
