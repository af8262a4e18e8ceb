"""`bascule audit`: proves the trail, and hands it out."""

from __future__ import annotations

import json
from pathlib import Path

import click

from console.commands import house, lines
from models import audit
from models.audit import BrokenTrail


@click.group("audit")
def command() -> None:
    """Verifies and exports the audit trail."""


@command.command("verify")
@click.option(
    "--head",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head exported earlier: a tail cut off since is found too.",
)
@click.pass_context
def verify(ctx: click.Context, head: Path | None) -> None:
    """Prints the number of events, or the number of the first bad one and exits 1."""
    kept = _read(head) if head is not None else None
    with house():
        try:
            with lines("Events verified") as progress:
                seen = audit.verify(progress)
            if kept is not None:
                audit.matches_head(kept)
        except BrokenTrail as broken:
            click.echo(broken.sequence)
            click.echo(f"The trail is broken at event {broken.sequence}.", err=True)
            ctx.exit(1)
    click.echo(seen)


def _read(path: Path) -> dict[str, object]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
        return {"sequence": int(kept["sequence"]), "digest": str(kept["digest"])}
    except (ValueError, KeyError, IndexError, TypeError):
        raise click.BadParameter(f"{path} holds no exported head.", param_hint="--head") from None


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--head", is_flag=True, help="The last event's number, time and digest only.")
def export(file: Path, head: bool) -> None:
    """Writes the trail as JSON lines, or its head only; `-` is standard output."""
    with house(), click.open_file(str(file), "w", encoding="utf-8") as out, lines("Events") as progress:
        if head:
            out.write(json.dumps(audit.head()) + "\n")
            return
        for number, line in enumerate(audit.export_lines(), 1):
            out.write(line + "\n")
            progress(number)
