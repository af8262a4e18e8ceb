"""Insee's stock files, read row by row: StockEtablissement and StockUniteLegale, CSV, also zipped."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

from console.directories.clients.insee import address_of, city_of, first, name_of
from console.directories.facts import Garbage, code, is_masked, text
from models.companies.directory.stock import StockSite, StockUnit
from models.values.siret import Siret, SiretRefused

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

Seen = Callable[[int], None]
"""Told, now and then, how many rows were read."""

SEEN_EVERY = 1_000
BLOCK = 1 << 20
FIRST_ROWS = 20

T = TypeVar("T")


class Stock(StrEnum):
    """Which of the two files it is."""

    SITES = "StockEtablissement"
    UNITS = "StockUniteLegale"


class StockRefused(Exception):
    """A file that is neither of the two, or whose rows are not those of its header."""


def kind_of_file(path: Path) -> Stock:
    """Which file it is, by the names in its header. Raises `StockRefused`.

    A header that lacks a name would have each value read as its neighbour's: the first rows must be as wide.
    """
    with _unpacked(path) as raw, _as_text(raw) as file:
        reader = csv.reader(file)
        names = next(reader, [])
        widths = [len(row) for row in islice(reader, FIRST_ROWS) if row]
    header = set(names)
    if header >= SITE_COLUMNS or header >= UNIT_COLUMNS:
        if not widths:
            raise StockRefused(f"{path.name}: no row below its header")
        if len(names) not in widths:
            raise StockRefused(f"{path.name}: {widths[0]} values a row, {len(names)} names in its header")
    if SITE_COLUMNS <= header:
        return Stock.SITES
    if UNIT_COLUMNS <= header:
        return Stock.UNITS
    raise StockRefused(f"{path.name}: its header is not one of Insee's")


def units(path: Path, seen: Seen | None = None) -> Iterator[StockUnit]:
    """The legal units; rows that cannot be read are passed over; `StockRefused` when none can."""
    return _readable(path, _unit, _rows(path, UNIT_COLUMNS, seen))


def sites(path: Path, department: str | None = None, seen: Seen | None = None) -> Iterator[StockSite]:
    """The establishments as this file alone describes them, of one department or of all; as for `units`."""
    rows = _rows(path, SITE_COLUMNS, seen)
    if department:
        rows = (row for row in rows if row.get("codeCommuneEtablissement", "").startswith(department))
    return _readable(path, _site, rows)


def _readable(
    path: Path, read: Callable[[Mapping[str, str]], T], rows: Iterator[dict[str, str]]
) -> Iterator[T]:
    tried = taken = 0
    for row in rows:
        tried += 1
        try:
            found = read(row)
        except (SiretRefused, Garbage):
            continue
        taken += 1
        yield found
    if tried and not taken:
        raise StockRefused(f"{path.name}: none of its {tried} rows can be read")


def _unit(row: Mapping[str, str]) -> StockUnit:
    siren = row["siren"]
    if not (len(siren) == 9 and siren.isascii() and siren.isdigit()):
        raise Garbage("siren is no number of nine digits")
    return StockUnit(
        siren=siren,
        name=name_of(row),
        acronym=text(row, "sigleUniteLegale")[:120],
        legal_category=text(row, "categorieJuridiqueUniteLegale")[:8],
        is_ceased=code(row, "etatAdministratifUniteLegale", "AC") == "C",
        is_restricted=_is_restricted(row, "statutDiffusionUniteLegale"),
    )


def _site(row: Mapping[str, str]) -> StockSite:
    return StockSite(
        siret=str(Siret(row["siret"])),
        sign=first(row, "denominationUsuelleEtablissement", "enseigne1Etablissement"),
        address=address_of(row),
        postcode=first(row, "codeCedexEtablissement", "codePostalEtablissement")[:16],
        city=city_of(row)[:120],
        is_closed=code(row, "etatAdministratifEtablissement", "AF") == "F",
        is_restricted=_is_restricted(row, "statutDiffusionEtablissement"),
    )


def _is_restricted(row: Mapping[str, str], status: str) -> bool:
    # N was the status of what is P since 2023.
    return row.get(status) in {"P", "N"} or any(map(is_masked, row.values()))


def count(path: Path) -> int:
    """About how many rows the file holds, to tell how far its reading has come. Raises `StockRefused`."""
    with _unpacked(path) as raw:
        return sum(block.count(b"\n") for block in iter(partial(raw.read, BLOCK), b""))


def _rows(path: Path, needed: set[str], seen: Seen | None = None) -> Iterator[dict[str, str]]:
    """The rows by column name: Insee inserts columns from one year to the next."""
    with _unpacked(path) as raw, _as_text(raw) as file:
        reader = csv.DictReader(file, restkey="", restval="")
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise StockRefused(f"{path.name}: no column {', '.join(sorted(missing))}")
        for number, row in enumerate(reader, start=1):
            row.pop("", None)
            yield row
            if seen is not None and number % SEEN_EVERY == 0:
                seen(number)


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The CSV of that path, out of its archive when it is zipped."""
    with ExitStack() as stack, _refusing(path):
        raw: IO[bytes] = stack.enter_context(path.open("rb"))
        if zipfile.is_zipfile(raw):
            archive = stack.enter_context(zipfile.ZipFile(raw))
            name = next((name for name in archive.namelist() if name.lower().endswith(".csv")), None)
            if name is None:
                raise StockRefused(f"{path.name}: no CSV inside")
            raw = stack.enter_context(archive.open(name))
        else:
            raw.seek(0)
        yield raw


def _as_text(raw: IO[bytes]) -> IO[str]:
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except (csv.Error, zipfile.BadZipFile, zlib.error, EOFError) as broken:
        raise StockRefused(f"{path.name}: {broken}") from broken
