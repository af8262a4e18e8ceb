"""`bascule import`: what comes in by file from the old portal, one word for each importer of the table."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from console.commands import house, lines, many_rows
from console.imports import preview
from console.imports.base import Importer, Report
from console.imports.importers import IMPORTERS
from console.imports.reader import Problem, Table, count, read
from console.imports.report import report_at
from models.kernel.actors import Actor
from models.staff.queries import find_agent_by_email
from views.messages.imports.problems import problem_words

SHOWN = 20
"""Problems told on the terminal when no report was asked for."""

FILE = click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
AGENT = click.Option(
    ["--agent"], required=True, help="Address of the member of staff on whose behalf it is done."
)
DRY_RUN = click.Option(["--dry-run"], is_flag=True, help="Writes nothing, and reports the same.")
REPORT = click.Option(
    ["--report"],
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV of what is wrong, line by line.",
)


@click.group("import")
def command() -> None:
    """Takes the old portal's files in: CSV, XLSX or ODS, whatever their dialect."""


def word(name: str, importer: type[Importer]) -> click.Command:
    """The command of one importer: its file, who answers for it, what all have, what it alone offers."""
    own = [
        click.Option([f"--{o.name.replace('_', '-')}"], is_flag=True, help=o.help) for o in importer.options
    ]
    return click.Command(
        name,
        params=[FILE, *([AGENT] if importer.on_behalf else ()), DRY_RUN, REPORT, *own],
        callback=click.pass_context(partial(bring_in, importer)),
        help=inspect.getdoc(importer),
    )


def bring_in(
    importer: type[Importer],
    ctx: click.Context,
    /,
    file: Path,
    report: Path | None,
    agent: str | None = None,
    **choices: object,
) -> None:
    """Brings one file in, says what became of it, and exits 1 when a line was refused."""
    with house() as app:
        actor = _acting(agent) if importer.on_behalf and agent else Actor.system("import")
        with file.open("rb") as opened, _reporting(report) as hear:
            _introduce(read(opened, importer.columns))
            total = count(opened, importer.columns) if sys.stderr.isatty() else None
            with lines("Lines", total) as progress, many_rows():
                settings = app.extensions["bascule.settings"]
                prepared = importer.prepared(settings, waiting=progress.waits, **choices)
                summary = prepared.bring_in(opened, report=hear, progress=progress, actor=actor)
    if summary.unknown:
        click.echo(f"Unknown columns, ignored: {', '.join(summary.unknown)}.")
    click.echo(f"{'Dry run, nothing written: ' if prepared.dry_run else ''}{summary}")
    ctx.exit(1 if summary.refused else 0)


def _introduce(table: Table) -> None:
    """How the file was understood: accents that went wrong are seen before they are taken in."""
    click.echo(f"Read as {preview.understood(table)}.")
    for line in preview.first_lines(table):
        click.echo(f"  {line}")


def _acting(email: str) -> Actor:
    member = find_agent_by_email(email)
    if member is None or not member.is_active:
        raise click.ClickException(f"Nobody of the staff who may sign in has the address {email}.")
    return Actor.of_agent(member)


@contextmanager
def _reporting(path: Path | None) -> Iterator[Report]:
    """Gives each problem to the report, or the first of them to the terminal."""
    if path is None:
        yield Terminal().add
        return
    try:
        with report_at(path) as hear:
            yield hear
    except OSError as problem:
        if problem.filename is None or not str(problem.filename).startswith(str(path)):
            raise
        raise click.ClickException(f"{path} cannot be written: {problem.strerror}.") from None


class Terminal:
    """Shows the first problems, and says how to see them all."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, problem: Problem, refused: bool) -> None:
        """One more problem."""
        self._count += 1
        if self._count <= SHOWN:
            where = f"{problem.line}, {problem.column}" if problem.column else str(problem.line)
            click.echo(f"line {where}: {problem_words(problem.problem, problem.detail)}", err=True)
        elif self._count == SHOWN + 1:
            click.echo("… and more: --report FILE tells them all.", err=True)


for _name, _importer in IMPORTERS.items():
    command.add_command(word(_name, _importer))
