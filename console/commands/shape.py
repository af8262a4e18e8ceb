"""`bascule shape`: what administrators shaped, as a file that is kept, compared and applied."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.commands import house

if TYPE_CHECKING:
    from models.shaping import Difference

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("shape")
def command() -> None:
    """What administrators shaped, as YAML: to be kept, compared, taken to another installation."""


@command.command("export")
@click.argument("file", type=FILE)
def export(file: Path) -> None:
    """Writes all that is shaped, in one order; `-` writes to the output."""
    from models import shaping

    with house():
        text = shaping.export()
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    click.echo(f"Written to {file}.")


@command.command("diff")
@click.argument("file", type=FILE)
@click.pass_context
def diff(ctx: click.Context, file: Path) -> None:
    """Says what applying the file would change; exit status 1 if anything."""
    from models import shaping

    with house():
        differences = shaping.diff(_read(file))
    for each in differences:
        click.echo(_line(each))
    ctx.exit(1 if any(each.step is not shaping.FileStep.KEPT for each in differences) else 0)


@command.command("apply")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Try all of it, and take it back.")
def apply(file: Path, dry_run: bool) -> None:
    """Makes the shapes what the file says, all in one transaction; what it does not name stays.

    Refused whole, with the shape's name, where anything that was typed would be lost: exit status 1. In
    production what was changed waits for a supervisor, in the console.
    """
    from models import shaping
    from models.kernel.actors import Actor

    with house():
        applied = shaping.apply(_read(file), dry_run=dry_run, actor=Actor.system("shape"))
    for each in applied.differences:
        click.echo(_line(each))
    if not applied.changes:
        click.echo("Nothing changes.")
    elif dry_run:
        click.echo(
            f"{len(applied.changes)} would change, {applied.rewritten} values follow; nothing was kept."
        )
    elif applied.waits:
        click.echo(
            f"{len(applied.changes)} are proposed as change {applied.change_id}: a supervisor decides."
        )
    else:
        click.echo(f"{len(applied.changes)} changed, {applied.rewritten} values followed.")


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "not UTF-8"
        raise click.UsageError(f"{file} cannot be read: {reason}.") from problem


def _line(difference: Difference) -> str:
    names = f": {', '.join(difference.names)}" if difference.step.value == "changed" else ""
    return f"{difference.step.value:<13} {difference.kind} {difference.key}{names}"
