"""`bascule backup`: one archive of database and documents, while serving."""

from __future__ import annotations

from pathlib import Path

import click

from console.commands import house


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Writes one archive of database and documents, never of keys; servers and workers may go on."""
    from console import archive
    from models.kernel import heartbeats

    with house() as app:
        count = archive.backup(app.extensions["bascule.settings"], file.absolute())
        heartbeats.beat("backup")  # the figures tell how old it is
    click.echo(f"{file} holds {count} files. Keep the three keys elsewhere: it opens nothing without them.")
