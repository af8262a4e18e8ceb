"""Insee's stock files are read by column name, plain or zipped."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from console.directories.stock import Stock, StockRefused, kind_of_file, sites, units
from models.companies.directory import CompanyKind, State
from models.companies.directory.stock import describe
from tests.support.servers.directory_stub import BODIES

SITES = BODIES / "StockEtablissement.csv"
UNITS = BODIES / "StockUniteLegale.csv"


def establishments(path, units, department=None):
    """The establishments, each completed by its unit when that is known, as the loaded directory does."""
    for chunk in sites(path, (department,) if department else ()):
        for site in chunk.found:
            yield describe(site, units.get(site.siret // 100_000))


def zipped(path: Path, folder: Path) -> Path:
    out = folder / (path.stem + "_utf8.zip")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.stem + "_utf8.csv")
    return out


def test_each_file_is_known_by_its_header_zipped_or_not(tmp_path: Path) -> None:
    assert kind_of_file(SITES) is Stock.SITES
    assert kind_of_file(zipped(UNITS, tmp_path)) is Stock.UNITS


def test_establishments_are_completed_by_their_units(tmp_path: Path) -> None:
    by_siren = {unit.siren: unit for chunk in units(zipped(UNITS, tmp_path)) for unit in chunk.found}
    found = {unit.siret: unit for unit in establishments(zipped(SITES, tmp_path), by_siren)}
    head = found["00542002100056"]
    assert (head.state, head.name, head.kind) == (
        State.OPEN,
        "ETABLISSEMENTS LUCIEN BIQUEZ",
        CompanyKind.COMPANY,
    )
    assert (head.address, head.postcode, head.city) == ("21 B BOULEVARD DES PRES", "80100", "ABBEVILLE")
    assert (found["00542002100023"].state, found["00542002100023"].closed_unit) == (State.CLOSED, False)
    assert (found["00545001000011"].state, found["00545001000011"].closed_unit) == (State.CLOSED, True)


def test_one_department_may_be_kept() -> None:
    assert [establishment.siret for establishment in establishments(SITES, {}, department="76")] == [
        "00542002100023"
    ]


def test_without_units_names_are_left_to_be_typed() -> None:
    (only,) = establishments(SITES, {}, department="76")
    assert (only.name, only.kind, only.city) == ("", None, "ENVERMEU")


def test_columns_may_move_and_new_ones_appear(tmp_path: Path) -> None:
    header, *rows = [line.split(",") for line in SITES.read_text().splitlines()]
    moved = tmp_path / "moved.csv"
    moved.write_text("\n".join(",".join(["NOUVELLE", *reversed(line)]) for line in (header, *rows)))
    assert list(establishments(moved, {})) == list(establishments(SITES, {}))


def test_masked_rows_are_partly_diffusible(tmp_path: Path) -> None:
    header, row = SITES.read_text().splitlines()[:2]
    values = dict(zip(header.split(","), row.split(","), strict=True))
    values.update(
        statutDiffusionEtablissement="P", etatAdministratifEtablissement="A", libelleVoieEtablissement="[ND]"
    )
    masked = tmp_path / "masked.csv"
    masked.write_text(f"{header}\n{','.join(values.values())}\n")
    (only,) = establishments(masked, {})
    assert (only.state, only.address, only.name) == (State.PARTLY_DIFFUSIBLE, "", "")
    assert "[ND]" not in repr(only)


def test_rows_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    lines = SITES.read_text().splitlines()
    broken.write_text("\n".join([lines[0], "x,y", lines[1].replace("0054", "0055"), "", *lines[1:]]))
    assert len(list(establishments(broken, {}))) == len(lines) - 1


@pytest.mark.parametrize("path", [SITES, UNITS])
def test_a_header_that_lacks_a_name_is_refused_before_a_row_is_read_as_its_neighbour(
    tmp_path: Path, path: Path
) -> None:
    header, rest = path.read_text().split("\n", 1)
    lacking = (
        header.replace("nic,", "", 1) if "nic," in header else header.replace("sigleUniteLegale,", "", 1)
    )
    assert lacking != header
    short = tmp_path / path.name
    short.write_text(f"{lacking}\n{rest}")
    with pytest.raises(StockRefused):
        kind_of_file(short)


@pytest.mark.parametrize("rows", ["", "\n"])
def test_a_header_without_rows_is_refused(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(SITES.read_text().split("\n", 1)[0] + rows)
    with pytest.raises(StockRefused):
        kind_of_file(path)


def test_a_file_of_which_no_row_can_be_read_is_refused(tmp_path: Path) -> None:
    header, *rows = SITES.read_text().splitlines()
    path = tmp_path / "moved.csv"
    path.write_text("\n".join([header, *(",".join(reversed(row.split(","))) for row in rows)]))
    with pytest.raises(StockRefused):
        list(sites(path))


@pytest.mark.parametrize("content", ["", "siren,autre\n1,2\n", "\x00\x01"])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content)
    with pytest.raises(StockRefused):
        kind_of_file(path)
    with pytest.raises(StockRefused):
        list(establishments(path, {}))


def test_an_archive_without_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no")
    with pytest.raises(StockRefused):
        kind_of_file(path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(SITES, tmp_path)
    raw = bytearray(path.read_bytes())
    raw[60:120] = bytes(60)
    path.write_bytes(raw)
    with pytest.raises(StockRefused):
        list(establishments(path, {}))
