"""`bascule backup`: one archive of database and documents, while serving."""

from __future__ import annotations

import click

from console.commands import house


@click.command("backup")
@click.argument("file")
@click.option("--incomplete", is_flag=True, help="Count as a success though documents are lost.")
@click.pass_context
def command(ctx: click.Context, file: str, incomplete: bool) -> None:
    """Writes one archive of database and documents, never of keys; servers and workers may go on.

    FILE is a path, or s3://bucket/key on the server of the BASCULE_S3_ settings. Documents whose bytes are
    gone or changed are named: the archive is written without them, and the exit status is 1.
    """
    from console import archive
    from models.kernel import heartbeats

    with house() as app:
        with archive.outgoing(app.extensions["bascule.settings"], file) as path:
            made = archive.backup(app.extensions["bascule.settings"], path)
        if incomplete or not made.losses:
            heartbeats.beat(heartbeats.BACKUP)  # once it is where it is kept: the figures tell how old it is
    click.echo(
        f"{file} holds {made.files} files. Keep the three keys elsewhere: it opens nothing without them."
    )
    if made.losses:
        click.echo(f"The archive lacks documents, {archive.name_losses(made.losses)}", err=True)
        ctx.exit(0 if incomplete else 1)
