"""`bascule documents`: holds the store of the documents against the table, takes them to another store."""

from __future__ import annotations

import click

import config
from console.commands import house, lines
from setting_values import store_name


@click.group("documents")
def command() -> None:
    """Uploaded files: whether all are there, and their move from one store to another."""


@command.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Reads every document, and names each that is missing or changed; exit status 1 if there is any."""
    from console.documents import moving
    from models.documents import contents

    with house():
        count, store = moving.count_documents(), contents.installed()
        with lines("Documents", count) as progress:
            lost = moving.list_lost(store, progress)
    for each in lost:
        click.echo(each, err=True)
    click.echo(f"{count - len(lost)} of {count} documents are in {store.name}, and are what was sent.")
    ctx.exit(1 if lost else 0)


@command.command("move")
@click.option("--from", "source", help="A store as BASCULE_DOCUMENTS names it; without, that of the setting.")
@click.option("--to", "target", help="The same for where they go.")
@click.option("--delete", is_flag=True, help="Delete from the first what the second gives back whole.")
@click.pass_context
def move(ctx: click.Context, source: str | None, target: str | None, delete: bool) -> None:
    """Copies every document from one store to another, proved on the way; stopped, it goes on where it was.

    While serving: `bascule documents move --to database`, then the setting and a restart everywhere, then
    `bascule documents move --from folder --delete` for those that came meanwhile. On hosts that had a folder
    each, the latter on every host.
    """
    from console.documents import build, moving

    settings = config.read()
    names = [
        store_name(option, value) if value else settings.documents
        for option, value in (("--from", source), ("--to", target))
    ]
    if names[0] == names[1]:
        raise click.UsageError("Both are the same store: give --from or --to.")
    with house(settings):
        first, second = (build(settings, name) for name in names)
        with lines("Documents", moving.count_documents()) as progress:
            moved = moving.move(first, second, delete=delete, progress=progress)
    for loss in moved.losses:
        click.echo(loss, err=True)
    gone = f", {moved.removed} deleted from {names[0]}" if delete else ""
    click.echo(f"{moved.copied} documents copied to {names[1]}, {moved.there} were there already{gone}.")
    ctx.exit(1 if moved.losses else 0)
