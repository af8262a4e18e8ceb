"""What this installation holds of the stock files: loaded from them, asked by the local directory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from console.directories import stock as files
from console.directories.stock import Seen, Stock
from models.companies.directory import Establishment, stock
from models.companies.directory.stock import CHUNK, Loaded
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import in_transaction
from models.values.siret import Siret

log = logging.getLogger(__name__)

T = TypeVar("T")

Watch = Callable[[Path], AbstractContextManager[Seen]]
"""Shows how far the reading of a file has come."""

_COUNTS = {Stock.SITES: "establishments", Stock.UNITS: "units"}


def find(siret: Siret) -> Establishment | None:
    """The loaded establishment, or None, even in trouble with the database: a directory never raises."""
    try:
        return stock.find(siret)
    except SQLAlchemyError as failed:
        log.warning("the loaded directory could not be asked: %s", type(failed).__name__)
        if not in_transaction():
            db.session.rollback()
        return None


def load(
    paths: Sequence[Path], department: str | None = None, *, watch: Watch | None = None, actor: Actor
) -> dict[str, Loaded]:
    """Takes the files in, whatever their order, and leaves one event; tells what became of their rows.

    All headers are read before the first row is written. Raises `files.StockRefused`.
    """
    kinds = {path: files.kind_of_file(path) for path in paths}
    counts = {name: Loaded() for name in _COUNTS.values()}
    # Establishments first: they tell which of the millions of units are of any use.
    for path in sorted(kinds, key=lambda path: kinds[path] is Stock.UNITS):
        with watch(path) if watch else nullcontext(_nobody) as seen:
            for loaded in _chunks(path, kinds[path], department, seen):
                counts[_COUNTS[kinds[path]]] += loaded
    stock.record_load([path.name for path in paths], counts, actor=actor)
    return counts


def _chunks(path: Path, kind: Stock, department: str | None, seen: Seen) -> Iterator[Loaded]:
    if kind is Stock.SITES:
        yield from map(stock.put_sites, _by_chunk(files.sites(path, department, seen)))
        return
    # Without any establishment yet, nobody can tell which units will be needed.
    only_used = department is not None and not stock.is_empty()
    for units in _by_chunk(files.units(path, seen)):
        yield stock.put_units(units, only_used=only_used)


def _by_chunk(rows: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _nobody(rows: int) -> None:
    """Nobody watches."""
