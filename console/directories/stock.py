"""Insee's stock files: establishments, units, who follows whom; CSV, also zipped, Parquet; in one pass."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Generic, TypeVar

from console.directories import parquet
from console.directories.stock_rows import LINK_COLUMNS, SITE_COLUMNS, UNIT_COLUMNS, WANTED, Columns
from models.companies.directory.stock import StockLink, StockSite, StockUnit

BLOCK = 1 << 20
CHUNK = 20_000
"""Rows that are read before they are handed on."""

FIRST_ROWS = 20

T = TypeVar("T")


class Stock(StrEnum):
    """Which of the three files it is."""

    SITES = "StockEtablissement"
    UNITS = "StockUniteLegale"
    LINKS = "StockEtablissementLiensSuccession"


class StockRefused(Exception):
    """A file that is none of the three, or whose rows are not those of its header."""


@dataclass(frozen=True, slots=True)
class Chunk(Generic[T]):
    """Rows that were read together; `rows` and `line`: how many were read so far, and up to which line."""

    found: list[T]
    rows: int
    line: int


def kind_of_file(path: Path) -> Stock:
    """Which file it is, by the names in its header. Raises `StockRefused`.

    A header that lacks a name would have each value read as its neighbour's: the first rows must be as wide.
    """
    with _opened(path) as table:
        names = table.header
        widths = [len(row) for row in islice(table.rows, FIRST_ROWS) if row]
    header = set(names)
    if header >= SITE_COLUMNS or header >= UNIT_COLUMNS or header >= LINK_COLUMNS:
        if not widths:
            raise StockRefused(f"{path.name}: no row below its header")
        if len(names) not in widths:
            raise StockRefused(f"{path.name}: {widths[0]} values a row, {len(names)} names in its header")
    if SITE_COLUMNS <= header:
        return Stock.SITES
    if UNIT_COLUMNS <= header:
        return Stock.UNITS
    if LINK_COLUMNS <= header:
        return Stock.LINKS
    raise StockRefused(f"{path.name}: its header is not one of Insee's")


def units(path: Path, line: int = 0, rows: int = 0) -> Iterator[Chunk[StockUnit]]:
    """The legal units, from behind `line`, the `rows` before being read already.

    Rows that cannot be read are passed over; `StockRefused` when none can.
    """
    return _chunks(path, Columns.unit, line, rows)


def sites(
    path: Path, departments: tuple[str, ...] = (), line: int = 0, rows: int = 0
) -> Iterator[Chunk[StockSite]]:
    """The establishments as this file alone describes them, of some departments or of all; as for `units`."""
    return _chunks(path, partial(Columns.site, departments=departments), line, rows)


def links(path: Path, line: int = 0, rows: int = 0) -> Iterator[Chunk[StockLink]]:
    """Which establishment follows which; as for `units`."""
    return _chunks(path, Columns.link, line, rows)


def _chunks(
    path: Path, read: Callable[[Columns, list[str]], T | None], line: int, rows: int
) -> Iterator[Chunk[T]]:
    with _opened(path, line) as table:
        columns = Columns(table.header)
        if not columns.are_known:
            raise StockRefused(f"{path.name}: its header is not one of Insee's")
        # One by one: twenty thousand rows of fifty values are 60 MB, which no processor has at hand.
        while chunk := [read(columns, values) for values in islice(table.rows, CHUNK)]:
            rows += len(chunk)
            yield Chunk([row for row in chunk if row is not None], rows, table.line() if table.line else rows)
    if rows and not line and not columns.readable:
        raise StockRefused(f"{path.name}: none of its {rows} rows can be read")


def count(path: Path) -> int:
    """About how many rows the file holds, to tell how far its reading has come. Raises `StockRefused`.

    Of a large CSV the first rows tell how long the others are.
    """
    if parquet.is_parquet(path):
        with _refusing(path):
            return parquet.count_rows(path)
    with _unpacked(path) as raw:
        size = path.stat().st_size
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                size = next(i.file_size for i in archive.infolist() if i.filename.lower().endswith(".csv"))
        first = raw.read(BLOCK * 8)
        return first.count(b"\n") * size // max(len(first), 1)


@dataclass(frozen=True, slots=True)
class _Table:
    """A file under its reading; `line`: where it stands, unless rows are counted alone."""

    header: Sequence[str]
    rows: Iterator[list[str]]
    line: Callable[[], int] | None = None


@contextmanager
def _opened(path: Path, line: int = 0) -> Iterator[_Table]:
    """The file, from behind `line`."""
    if parquet.is_parquet(path):
        with _refusing(path), parquet.opened(path, WANTED, line) as (header, rows):
            yield _Table(header, map(list, rows))
        return
    with _unpacked(path) as raw, _as_text(raw) as file:
        reader = csv.reader(file)
        header = next(reader, [])
        skipped = sum(1 for _ in islice(file, line - reader.line_num)) if line else 0
        yield _Table(header, reader, lambda: reader.line_num + skipped)


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
    except (csv.Error, zipfile.BadZipFile, zlib.error, EOFError, parquet.ParquetRefused) as broken:
        raise StockRefused(f"{path.name}: {broken}") from broken
