"""`bascule restore`: puts an archive back, once it is proved whole."""

from __future__ import annotations

import click

import config
from console.serving import running


@click.command("restore")
@click.argument("file")
@click.option("--unproved", is_flag=True, help="Take an archive made before archives carried a proof.")
@click.option("--incomplete", is_flag=True, help="Restore although documents are lost, which are named.")
def command(file: str, unproved: bool, incomplete: bool) -> None:
    """Replaces database and documents by those of an archive; only while servers and workers are stopped.

    FILE is a path, or s3://bucket/key. Refused where a document that the database names is neither in the
    archive nor in the store of this installation.
    """
    from console import archive

    settings = config.read()
    try:
        with running.stopped(settings), archive.incoming(settings, file) as path:
            done = archive.restore(settings, path, unproved=unproved, incomplete=incomplete)
    except running.StillRunning:
        raise click.ClickException("A server or a worker is running: stop it first.") from None
    except archive.Spoiled as spoiled:
        raise click.ClickException(str(spoiled)) from None
    if done.losses:
        click.echo(f"Restored from {file}: the trail of {done.events} events is whole.")
        click.echo(f"Documents are lost, {archive.name_losses(done.losses)}", err=True)
    else:
        click.echo(f"Restored from {file}, and verified: the trail of {done.events} events is whole.")
