"""What this installation holds of the stock files: loaded from them, asked by the local directory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from console.directories import stock as files
from console.directories.stock import Stock
from models.companies.directory import building, naming, stock, store
from models.companies.directory.building import Building
from models.companies.directory.stock import Loaded
from models.kernel.actors import Actor

Seen = Callable[[int], object]
"""Told, now and then, how many rows were read."""

Watch = Callable[[str, int, int], AbstractContextManager[Seen]]
"""Shows how far a step has come: what it is called, about how many rows it has, how many were read before."""

_COUNTS = {Stock.SITES: "establishments", Stock.UNITS: "units", Stock.LINKS: "links"}
_ORDER = tuple(Stock)
"""Establishments first: they tell which of the millions of others are of any use."""
_TABLES = {Stock.SITES: "sites", Stock.UNITS: "units"}


find, search, count_sites = store.find, naming.search, store.count_sites
list_open_of_siren, list_successors = store.list_open_of_siren, store.list_successors


def load(
    paths: Sequence[Path], departments: Sequence[str] = (), *, watch: Watch | None = None, actor: Actor
) -> dict[str, Loaded]:
    """Makes a new store of the files, in any order, puts it in the old one's place and leaves one event.

    What the files do not bring is kept: the other file's rows, the other departments'. Of what they bring,
    the rows that are no longer in them go. The same load, after a kill, goes on where it was. All headers are
    read before the first row is written. Raises `files.StockRefused`, `building.IsLoading`.
    """
    kinds = {path: files.kind_of_file(path) for path in paths}
    watch = watch or (lambda label, total, done: nullcontext(_nobody))
    with _building(_plan(kinds, departments)) as new:
        new.keep(
            sites=Stock.SITES not in kinds.values(),
            units=Stock.UNITS not in kinds.values(),
            links=Stock.LINKS not in kinds.values(),
            departments=departments,
        )
        read = dict.fromkeys(Stock, 0)
        for path in sorted(kinds, key=lambda path: _ORDER.index(kinds[path])):
            with watch(path.name, files.count(path), new.mark(_step(path))[1]) as seen:
                read[kinds[path]] += _take_in(new, path, kinds[path], departments, seen)
        new.remember_names()
        with watch("names", new.count_sites() * 2, new.count_indexed()) as seen:
            new.index(seen)
        counts = {_COUNTS[kind]: new.compare(table, read[kind]) for kind, table in _TABLES.items()}
        if Stock.LINKS in kinds.values():
            counts[_COUNTS[Stock.LINKS]] = new.compare_links(read[Stock.LINKS])
        new.seal()
        # A kill between the two lets the next one find its event, and publish: no load tells twice, or not.
        stock.record_load(new.load, [path.name for path in paths], counts, actor=actor)
        new.publish()
    return counts


def _take_in(new: Building, path: Path, kind: Stock, departments: Sequence[str], seen: Seen) -> int:
    """Reads one file from where its reading stopped; tells how many rows were read of it in all."""
    line, rows = new.mark(_step(path))
    if kind is Stock.SITES:
        for sites in files.sites(path, tuple(departments), line, rows):
            new.put_sites(_step(path), sites.found, sites.line, rows := sites.rows)
            seen(rows)
        return rows
    # Without any establishment, nobody can tell which others will be needed.
    used = bool(departments) and new.has_sites()
    if kind is Stock.LINKS:
        for links in files.links(path, line, rows):
            new.put_links(_step(path), links.found, links.line, rows := links.rows, used=used)
            seen(rows)
        return rows
    for units in files.units(path, line, rows):
        new.put_units(_step(path), units.found, units.line, rows := units.rows, used=used)
        seen(rows)
    return rows


def _step(path: Path) -> str:
    return str(path.absolute())


def _plan(kinds: dict[Path, Stock], departments: Sequence[str]) -> str:
    """What a load is made from: other files, or the same ones changed since, are another load."""
    stats = {str(path.absolute()): path.stat() for path in kinds}
    old = store.folder() / store.FILE
    return json.dumps(
        [
            sorted([path, stat.st_size, stat.st_mtime_ns] for path, stat in stats.items()),
            sorted(departments),
            old.stat().st_mtime_ns if old.exists() else 0,
            building.TABLES,
        ]
    )


@contextmanager
def _building(plan: str) -> Iterator[Building]:
    new = Building(store.folder(), plan)
    try:
        yield new
    finally:
        new.close()


def _nobody(rows: int) -> None:
    """Nobody watches."""
