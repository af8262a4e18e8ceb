"""The worker's part of a run: a slice of its lines, then others have their turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config import Settings
from console.imports.base import Importer
from console.imports.importers import IMPORTERS
from console.imports.reader import Dialect, Limits, Line, Table
from console.imports.reader.delimited import Row
from console.imports.runs.ledger import Ledger
from console.imports.runs.packed import unpacked
from models.companies.directory import Directory
from models.documents.imports import ImportRun, files
from models.kernel.actors import Actor


class WatchedTable(Table):
    """The lines of a run, which its ledger sees as its importer does."""

    def __init__(self, ledger: Ledger, *how: Any) -> None:
        super().__init__(*how)
        self._ledger = ledger

    def __iter__(self) -> Iterator[Line]:
        return self._ledger.watch(super().__iter__())


def table_of(run: ImportRun, rows: Iterator[Row], ledger: Ledger) -> Table:
    """The rows of a run under the names that its columns were told."""
    header = next(rows)
    named = Row(header.number, list(run.columns))
    dialect = Dialect(run.form, run.separator)
    return WatchedTable(ledger, _after(named, rows), IMPORTERS[run.kind].columns, Limits(), dialect)


def _after(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def take_slice(
    run: ImportRun, ledger: Ledger, settings: Settings, directory: Directory, actor: Actor
) -> None:
    """Goes on with a run until its end, or until the ledger stops it.

    Raises what the ledger and the importer raise, and `FileGone`.
    """
    table = table_of(run, unpacked(files.read(run.file_key)), ledger)
    importer = _prepared(run, ledger, settings, directory)
    importer.take_in(table, run.digest, report=ledger.report, actor=actor)
    ledger.flush()


def _prepared(run: ImportRun, ledger: Ledger, settings: Settings, directory: Directory) -> Importer:
    kind = IMPORTERS[run.kind]
    offered = {option.name for option in kind.options}
    chosen = {name: value for name, value in run.options.items() if name in offered}
    return kind.prepared(
        settings, directory=directory, dry_run=ledger.is_dry, keeper=ledger, waiting=ledger.waits, **chosen
    )
