"""`bascule import`: what comes in by file from the old portal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import click

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
SHOWN = 20
"""Problems told on the terminal when no report was asked for."""


@click.group("import")
def command() -> None:
    """Takes the old portal's files in: CSV or XLSX, whatever their dialect."""


@command.command("concessions")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Writes nothing, and reports the same.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="CSV of what is wrong, line by line."
)
@click.option(
    "--pad-codes", is_flag=True, help="Gives codes back the zeros that a spreadsheet ate (42: 0042)."
)
@click.option(
    "--replace-codes", is_flag=True, help="Takes the file's code where it differs from the one held."
)
@click.pass_context
def concessions(
    ctx: click.Context, file: Path, dry_run: bool, report: Path | None, pad_codes: bool, replace_codes: bool
) -> None:
    """Takes the old portal's accounts in.

    Columns: reference, intitule, code_acces; if present: genre, titulaire, siret, courriel, telephone,
    adresse, code_postal, commune, reseau, statut (actif, clos), date_creation. Others are named and ignored.

    A line is taken whole or not at all, and a refused one does not keep the others out (exit status 1 then).
    A courriel or a telephone that nobody can use is reported and left out; the line is taken without it.
    A known reference updates what differs; records that the file lacks stay. The same file again changes
    nothing, so an import that was cut off is simply begun again.
    """
    from console.commands import house, lines
    from console.imports import concessions, reader
    from models.kernel.actors import Actor

    with house(), ExitStack() as stack:
        opened: BinaryIO = stack.enter_context(file.open("rb"))
        total = reader.count(opened, concessions.COLUMNS) if sys.stderr.isatty() else None
        tell = stack.enter_context(_Telling(report))
        with lines("Lines", total) as progress:
            summary = concessions.bring_in(
                opened,
                dry_run=dry_run,
                pad_codes=pad_codes,
                replace_codes=replace_codes,
                report=tell,
                progress=progress,
                actor=Actor.system("import"),
            )
    if summary.unknown:
        click.echo(f"Unknown columns, ignored: {', '.join(summary.unknown)}.")
    taken = summary.taken
    click.echo(
        f"{'Dry run, nothing written: ' if dry_run else ''}{summary.lines} lines: {taken.created} created,"
        f" {taken.updated} updated, {taken.unchanged} unchanged, {summary.refused} refused;"
        f" {taken.replaced_codes} codes replaced, {summary.warnings} warnings."
    )
    ctx.exit(1 if summary.refused else 0)


class _Telling:
    """Gives each problem to the report, or the first of them to the terminal."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._stack = path, ExitStack()
        self._report: Any = None
        self._count = 0

    def __enter__(self) -> _Telling:
        from console.imports.report import Report

        if self._path is not None:
            # Without a byte order mark: scripts read it first, and a spreadsheet asks.
            try:
                out = self._stack.enter_context(self._path.open("w", encoding="utf-8", newline=""))
            except OSError as problem:
                raise click.ClickException(f"{self._path} cannot be written: {problem.strerror}.") from None
            self._report = Report(out)
        return self

    def __call__(self, problem: Any, refused: bool) -> None:
        from views.messages import imports

        self._count += 1
        if self._report is not None:
            self._report.add(problem, refused)
        elif self._count <= SHOWN:
            where = f"{problem.line}, {problem.column}" if problem.column else str(problem.line)
            click.echo(f"line {where}: {imports.told(problem.problem, refused=refused)}", err=True)
        elif self._count == SHOWN + 1:
            click.echo("… and more: --report FILE tells them all.", err=True)

    def __exit__(self, *failure: Any) -> None:
        self._stack.close()


@command.command("requests")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Writes nothing, and reports the same.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="CSV of what is wrong, line by line."
)
@click.pass_context
def requests(ctx: click.Context, file: Path, dry_run: bool, report: Path | None) -> None:
    """Takes the old portal's requests in: whoever holds their concession sees them.

    Columns: numero, intitule, statut; if present: objet, adresse, commune, date_debut, date_fin, date_depot,
    arrete. Others are named and ignored. Bring the concessions in first: a title that no voirie record bears
    is refused.

    A line is taken whole or not at all, and a refused one does not keep the others out (exit status 1 then).
    A known numero updates what differs, save the state of what was moved here since. The same file again
    changes nothing.
    """
    from console.commands import house, lines
    from console.imports import reader, requests
    from models.kernel.actors import Actor

    with house(), ExitStack() as stack:
        opened: BinaryIO = stack.enter_context(file.open("rb"))
        total = reader.count(opened, requests.COLUMNS) if sys.stderr.isatty() else None
        tell = stack.enter_context(_Telling(report))
        with lines("Lines", total) as progress:
            summary = requests.bring_in(
                opened, dry_run=dry_run, report=tell, progress=progress, actor=Actor.system("import")
            )
    if summary.unknown:
        click.echo(f"Unknown columns, ignored: {', '.join(summary.unknown)}.")
    taken = summary.taken
    click.echo(
        f"{'Dry run, nothing written: ' if dry_run else ''}{summary.lines} lines: {taken.created} created,"
        f" {taken.updated} updated, {taken.unchanged} unchanged, {summary.refused} refused."
    )
    ctx.exit(1 if summary.refused else 0)


@command.command("migrations")
@click.argument("file", type=FILE)
@click.option("--agent", required=True, help="Address of the member of staff on whose behalf it is done.")
@click.option("--dry-run", is_flag=True, help="Writes nothing, and reports the same.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="CSV of what is wrong.")
@click.pass_context
def migrations(ctx: click.Context, file: Path, agent: str, dry_run: bool, report: Path | None) -> None:
    """Runs a batch of assisted migrations: an account, then its concession attached with its code.

    Columns: siret, type_structure, telephone, courriel_structure, prenom, nom, courriel, fonction, intitule,
    code_acces. Others are named and ignored.

    A line is taken whole or not at all, and a refused one does not keep the others out (exit status 1 then).
    A wrong code counts as a try of that member of staff, twenty a day; right ones do not. The same file again
    changes nothing, so a batch that was cut off is simply begun again.
    """
    from console import directories
    from console.commands import house, lines
    from console.directories import loaded
    from console.imports import migrations, reader
    from models import staff
    from models.kernel.actors import Actor

    with house() as app, ExitStack() as stack:
        member = staff.find_by_email(agent)
        if member is None or not member.is_active:
            raise click.ClickException(f"Nobody of the staff who may sign in has the address {agent}.")
        opened: BinaryIO = stack.enter_context(file.open("rb"))
        total = reader.count(opened, migrations.COLUMNS) if sys.stderr.isatty() else None
        tell = stack.enter_context(_Telling(report))
        with lines("Lines", total) as progress:
            summary = migrations.run(
                opened,
                directory=directories.build(app.extensions["bascule.settings"], loaded.find),
                dry_run=dry_run,
                report=tell,
                progress=progress,
                actor=Actor.of_agent(member),
            )
    if summary.unknown:
        click.echo(f"Unknown columns, ignored: {', '.join(summary.unknown)}.")
    click.echo(
        f"{'Dry run, nothing written: ' if dry_run else ''}{summary.lines} lines: {summary.made} migrated,"
        f" {summary.unchanged} unchanged, {summary.refused} refused."
    )
    ctx.exit(1 if summary.refused else 0)
