"""Insee's stock files, read row by row: StockEtablissement and StockUniteLegale, CSV, also zipped."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from console.directories.facts import SOLE_TRADER, Garbage, code, is_masked, text
from console.directories.insee import address_of, city_of, first, name_of, state_of
from models.directory import Establishment, kind_of
from models.siret import Siret, SiretRefused

UNIT_COLUMNS = {
    "siren",
    "categorieJuridiqueUniteLegale",
    "denominationUniteLegale",
    "etatAdministratifUniteLegale",
}
SITE_COLUMNS = {
    "siret",
    "etatAdministratifEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
}


class Stock(StrEnum):
    """Which of the two files it is."""

    SITES = "StockEtablissement"
    UNITS = "StockUniteLegale"


class StockRefused(Exception):
    """A file that is neither of the two."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A legal unit: what its establishments have in common."""

    siren: str
    name: str
    acronym: str
    legal_category: str
    is_ceased: bool
    is_partly_diffusible: bool


def kind_of_file(path: Path) -> Stock:
    """Which file it is, by the names in its header. Raises `StockRefused`."""
    with _opened(path) as file:
        header = set(next(csv.reader(file), []))
    if SITE_COLUMNS <= header:
        return Stock.SITES
    if UNIT_COLUMNS <= header:
        return Stock.UNITS
    raise StockRefused(f"{path.name}: its header is not one of Insee's")


def units(path: Path) -> Iterator[Unit]:
    """The legal units; rows that cannot be read are passed over."""
    for row in _rows(path, UNIT_COLUMNS):
        try:
            yield _unit(row)
        except Garbage:
            continue


def establishments(
    path: Path, units: Mapping[str, Unit], department: str | None = None
) -> Iterator[Establishment]:
    """The establishments, each completed by its unit when that is known, of one department or of all."""
    for row in _rows(path, SITE_COLUMNS):
        if department and not row.get("codeCommuneEtablissement", "").startswith(department):
            continue
        try:
            siret = Siret(row["siret"])
            yield _establishment(siret, row, units.get(siret.siren))
        except (SiretRefused, Garbage):
            continue


def _unit(row: Mapping[str, str]) -> Unit:
    masked = any(is_masked(value) for value in row.values())
    return Unit(
        siren=row["siren"],
        name=name_of(row),
        acronym=text(row, "sigleUniteLegale")[:120],
        legal_category=text(row, "categorieJuridiqueUniteLegale")[:8],
        is_ceased=code(row, "etatAdministratifUniteLegale", "AC") == "C",
        is_partly_diffusible=masked or row.get("statutDiffusionUniteLegale") in {"P", "N"},
    )


def _establishment(siret: Siret, row: Mapping[str, str], unit: Unit | None) -> Establishment:
    closed = code(row, "etatAdministratifEtablissement", "AF") == "F"
    partly = row.get("statutDiffusionEtablissement") in {"P", "N"} or any(map(is_masked, row.values()))
    partly = partly or bool(unit and unit.is_partly_diffusible)
    category = unit.legal_category if unit else ""
    # Without its unit nobody knows whether a restricted establishment is a person's.
    hidden = partly and category in {SOLE_TRADER, ""}
    sign = first(row, "denominationUsuelleEtablissement", "enseigne1Etablissement")
    return Establishment(
        siret,
        state_of(closed or bool(unit and unit.is_ceased), partly),
        name="" if hidden else (unit.name if unit else sign),
        acronym="" if hidden or not unit else unit.acronym,
        address="" if hidden else address_of(row),
        postcode="" if hidden else first(row, "codeCedexEtablissement", "codePostalEtablissement")[:16],
        city=city_of(row)[:120],
        kind=kind_of(category) if category else None,
        legal_category=category,
        closed_unit=bool(unit and unit.is_ceased),
    )


def _rows(path: Path, needed: set[str]) -> Iterator[dict[str, str]]:
    """The rows by column name: Insee inserts columns from one year to the next."""
    with _opened(path) as file:
        reader = csv.DictReader(file, restkey="", restval="")
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise StockRefused(f"{path.name}: no column {', '.join(sorted(missing))}")
        for row in reader:
            row.pop("", None)
            yield row


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """The CSV of that path, inside its archive when it is zipped."""
    with ExitStack() as stack, _refusing(path):
        raw: IO[bytes] = stack.enter_context(path.open("rb"))
        if zipfile.is_zipfile(raw):
            archive = stack.enter_context(zipfile.ZipFile(raw))
            name = next((one for one in archive.namelist() if one.lower().endswith(".csv")), None)
            if name is None:
                raise StockRefused(f"{path.name}: no CSV inside")
            raw = stack.enter_context(archive.open(name))
        else:
            raw.seek(0)
        yield stack.enter_context(io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline=""))


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except (csv.Error, zipfile.BadZipFile, zlib.error, EOFError) as broken:
        raise StockRefused(f"{path.name}: {broken}") from broken
