"""Insee's stock as Parquet tells what it tells as CSV; the reader is an extra, and its lack is a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from console.directories import loaded, parquet, stock
from console.directories.stock import Stock, StockRefused, kind_of_file, links, sites, units
from models.companies.directory import store
from models.companies.directory.building import Building
from models.companies.directory.stock import Loaded
from models.kernel.actors import Actor
from tests.support.servers.directory_stub import BODIES

duckdb = pytest.importorskip("duckdb")

SITES = BODIES / "StockEtablissement.csv"
UNITS = BODIES / "StockUniteLegale.csv"
ACTOR = Actor.system("tests")


def made(path: Path, query: str) -> Path:
    """A file of what a query finds, in groups of few rows."""
    duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2)")
    return path


def as_parquet(csv: Path, folder: Path, **types: str) -> Path:
    """The same rows; `types` of the columns that are no text."""
    others = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
    what = f"* REPLACE ({others})" if others else "*"
    source = f"read_csv('{csv}', all_varchar = true)"
    return made(folder / f"{csv.stem}_utf8.parquet", f"SELECT {what} FROM {source}")


def rows(chunks: Any) -> list[Any]:
    return [row for chunk in chunks for row in chunk.found]


def test_it_tells_what_the_csv_tells(tmp_path: Path) -> None:
    establishments, legal_units = as_parquet(SITES, tmp_path), as_parquet(UNITS, tmp_path)
    assert kind_of_file(establishments) is Stock.SITES and kind_of_file(legal_units) is Stock.UNITS
    assert rows(sites(establishments)) == rows(sites(SITES))
    assert rows(sites(establishments, ("76",))) == rows(sites(SITES, ("76",))) != []
    assert rows(units(legal_units)) == rows(units(UNITS))
    assert stock.count(establishments) == 4


def test_numbers_have_their_first_zeros_again_and_dates_are_days(tmp_path: Path) -> None:
    numbers = {"siret": "BIGINT", "codePostalEtablissement": "INTEGER", "dateCreationEtablissement": "DATE"}
    typed = as_parquet(SITES, tmp_path, **numbers)
    assert rows(sites(typed)) == rows(sites(SITES))
    typed = as_parquet(UNITS, tmp_path, siren="BIGINT", categorieJuridiqueUniteLegale="SMALLINT")
    assert rows(units(typed)) == rows(units(UNITS))
    pair = "542002100023 AS siretEtablissementPredecesseur, '00542002100056' AS siretEtablissementSuccesseur"
    since = "TIMESTAMP '2024-01-31 00:00' AS dateLienSuccession"
    path = made(tmp_path / "links.parquet", f"SELECT {pair}, {since}")
    assert kind_of_file(path) is Stock.LINKS
    assert rows(links(path)) == [(542002100023, 542002100056, "2024-01-31")]


def test_a_load_that_was_killed_goes_on_where_it_was(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "CHUNK", 1)
    paths = [as_parquet(SITES, tmp_path), as_parquet(UNITS, tmp_path)]
    reads, whole = list[int](), Building.put_sites

    def dying(self: Building, *values: Any) -> None:
        whole(self, *values)
        reads.append(values[-1])
        if len(reads) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Building, "put_sites", dying)
    with pytest.raises(KeyboardInterrupt):
        loaded.load(paths, actor=ACTOR)
    counts = loaded.load(paths, actor=ACTOR)
    assert reads == [1, 2, 3, 4], "no row is read twice"
    assert counts == {"establishments": Loaded(4, 4, 0, 0), "units": Loaded(3, 3, 0, 0)}
    again = loaded.load([SITES, UNITS], actor=ACTOR)
    assert {(load.added, load.changed, load.gone) for load in again.values()} == {(0, 0, 0)}


def test_the_command_takes_both_forms_together(
    app: Flask, bascule: Callable[..., Result], tmp_path: Path
) -> None:
    result = bascule("directory", "load", as_parquet(SITES, tmp_path), UNITS)
    assert result.exit_code == 0 and "establishments: 4 read, 4 added" in result.output
    assert store.count_sites() == 4


def test_without_its_reader_the_command_says_how_to_have_it_and_what_to_take_instead(
    app: Flask, bascule: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_parquet(SITES, tmp_path)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = bascule("directory", "load", path)
    assert result.exit_code == 1
    assert "install `bascule[parquet]`" in result.output and "CSV" in result.output


@pytest.mark.parametrize("content", [b"PAR1" + bytes(40), b"PAR1" + bytes(40) + b"PAR1"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "damaged.parquet"
    path.write_bytes(content)
    for refuses in (kind_of_file, stock.count):
        with pytest.raises(StockRefused, match="damaged.parquet"):
            refuses(path)


def test_a_file_that_ends_in_the_middle_is_refused_as_its_rows_are_read(tmp_path: Path) -> None:
    path = as_parquet(SITES, tmp_path)
    raw = bytearray(path.read_bytes())
    raw[10 : len(raw) // 2] = bytes(len(raw) // 2 - 10)
    path.write_bytes(raw)
    with pytest.raises(StockRefused):
        rows(sites(path))


def test_another_file_or_one_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StockRefused, match="Insee"):
        kind_of_file(made(tmp_path / "other.parquet", "SELECT 1 AS one, 2 AS two"))
    with pytest.raises(StockRefused, match="no row"):
        whole = as_parquet(SITES, tmp_path)
        kind_of_file(made(tmp_path / "empty.parquet", f"SELECT * FROM '{whole}' LIMIT 0"))


def test_it_is_known_by_how_it_begins_whatever_its_name(tmp_path: Path) -> None:
    assert parquet.is_parquet(as_parquet(SITES, tmp_path).rename(tmp_path / "stock.csv"))
    assert not parquet.is_parquet(SITES)
