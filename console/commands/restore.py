"""`bascule restore`: puts an archive back, once it is proved whole."""

from __future__ import annotations

from pathlib import Path

import click

import config
from console import running


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unproved", is_flag=True, help="Take an archive made before archives carried a proof.")
def command(file: Path, unproved: bool) -> None:
    """Replaces database and documents by those of an archive; only while servers and workers are stopped."""
    from console import archive

    settings = config.read()
    try:
        with running.stopped(settings):
            events = archive.restore(settings, file, unproved=unproved)
    except running.StillRunning:
        raise click.ClickException("A server or a worker is running: stop it first.") from None
    except archive.Spoiled as spoiled:
        raise click.ClickException(str(spoiled)) from None
    click.echo(f"Restored from {file}, and verified: the trail of {events} events is whole.")
