"""The file with what was loaded of Insee's stock files: read by every process, replaced whole by a load.

It stands beside the database and not in it: it is public and made again in minutes, a country's is larger
than all that we hold ourselves, and a file takes another's place in one step that no reader sees
(docs/decisions/0013-the-stock-in-a-file-of-its-own.md).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from models.companies.directory.protocol import Establishment
from models.companies.directory.stock import StockSite, StockUnit, describe

log = logging.getLogger(__name__)

FILE = "stock.db"
MOST_SUCCESSORS = 12
CLOSED = 10**14
"""Added to the number of a closed establishment where names are searched: it comes after all open ones."""

_COLUMNS = ", ".join(
    [*(f"s.{name}" for name in StockSite._fields), *(f"u.{name}" for name in StockUnit._fields)]
)
_SITES = f"SELECT {_COLUMNS} FROM sites s LEFT JOIN units u ON u.siren = s.siret / 100000"  # noqa: S608 - names of ours

_folder: Path | None = None


class _Reader(threading.local):
    """The file as a thread has it open; `key`: which process opened which file."""

    connection: sqlite3.Connection | None = None
    key: tuple[object, ...] = ()


_reader = _Reader()


def install(folder: Path) -> None:
    """Says once where the file lies."""
    global _folder
    _folder = folder


def folder() -> Path:
    """Where the file lies."""
    if _folder is None:
        raise RuntimeError("no folder: models.companies.directory.store.install() was not called")
    return _folder


def find(siret: str) -> Establishment | None:
    """The loaded establishment of that SIRET, completed by its unit when that was loaded too."""
    return next(iter(list_by_siret([siret])), None)


def list_by_siret(sirets: Collection[str]) -> list[Establishment]:
    """The loaded establishments of these numbers, in the order of the numbers asked for."""
    numbers = [int(siret) for siret in sirets]
    marks = ", ".join("?" * len(numbers))
    found = {int(site.siret): site for site in _described(f"{_SITES} WHERE s.siret IN ({marks})", numbers)}
    return [found[number] for number in numbers if number in found]


def list_open_of_siren(siren: str, limit: int) -> list[Establishment]:
    """The loaded establishments of a legal unit that are open, by number; none of a unit that has ceased."""
    first = int(siren) * 100_000
    query = f"{_SITES} WHERE s.siret BETWEEN ? AND ? AND NOT s.is_closed ORDER BY s.siret LIMIT ?"
    return [site for site in _described(query, [first, first + 99_999, limit]) if not site.closed_unit]


def list_successors(siret: str) -> list[Establishment]:
    """The loaded establishments that follow it by the directory's own word, the latest first."""
    if not read("SELECT 1 FROM facts WHERE name = 'links' AND value > 0", []):
        return []
    query = "SELECT successor FROM links WHERE predecessor = ? ORDER BY since DESC, successor LIMIT ?"
    return list_by_siret([f"{number:014}" for (number,) in read(query, [int(siret), MOST_SUCCESSORS])])


def signs_of(siret: str) -> tuple[str, ...]:
    """The trade names that the loaded files give an establishment."""
    found = read("SELECT sign FROM sites WHERE siret = ?", [int(siret)])
    return tuple(sign for (sign,) in found if sign)


def count_sites() -> int:
    """How many establishments were loaded."""
    found = read("SELECT value FROM facts WHERE name = 'establishments'", [])
    return int(found[0][0]) if found else 0


def read(query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """What the file answers; nothing where there is none, or it cannot be read: a directory never raises."""
    try:
        connection = _connect()
        return connection.execute(query, values).fetchall() if connection is not None else []
    except sqlite3.Error as failed:
        log.warning("the loaded directory could not be asked: %s", failed)
        return []


def _described(query: str, values: Sequence[object]) -> list[Establishment]:
    width = len(StockSite._fields)
    return [
        describe(StockSite(*row[:width]), StockUnit(*row[width:]) if row[width] is not None else None)
        for row in read(query, values)
    ]


def _connect() -> sqlite3.Connection | None:
    """The file, opened anew when another took its place; None where there is none."""
    if _folder is None:
        return None
    path = _folder / FILE
    try:
        file = path.stat()
    except FileNotFoundError:
        return None
    key = (os.getpid(), path, file.st_ino, file.st_mtime_ns)
    if _reader.key != key:
        if _reader.connection is not None and _reader.key[0] == os.getpid():
            _reader.connection.close()
        # Nobody writes to it any more: no lock is taken, no journal is looked for.
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        _reader.connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        _reader.key = key
    return _reader.connection
