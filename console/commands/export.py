"""`bascule export`: what has migrated, so that the old accounts can be closed."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import click


@click.group("export")
def command() -> None:
    """Writes what other systems need."""


@command.command("migrated")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--filed", is_flag=True, help="Only those whose company filed a first request here.")
def migrated(file: Path, filed: bool) -> None:
    """Writes a CSV of the records that their companies hold on the new portal: their old accounts may go.

    Columns: reference, intitule, siret, identifiant (the referent), attached_at, activated_at,
    first_request_at. Attachments that are being verified are left out.
    """
    from console.commands import house, lines
    from models.kernel.actors import Actor
    from models.reports import migrated
    from views.exports import harmless
    from views.exports.migrated import HEAD, row_of

    count = 0
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    with house():
        try:
            with part.open("w", encoding="utf-8", newline="") as out, lines("Records") as progress:
                writer = csv.writer(out, delimiter=";", lineterminator="\n")
                writer.writerow(HEAD)
                for record in migrated.list_migrated(filed=filed):
                    writer.writerow(map(harmless, row_of(record)))
                    count += 1
                    progress(count)
            migrated.record_export(count, filed=filed, actor=Actor.system("export"))
            part.replace(file)  # only now: nobody reads half a list, and none that the trail does not know
        except OSError as problem:
            raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from None
        finally:
            part.unlink(missing_ok=True)
    click.echo(f"{count} records.")
