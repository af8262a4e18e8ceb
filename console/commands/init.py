"""`bascule init`: brings the database to the newest schema."""

from __future__ import annotations

import click

import config
from console import modes
from models.storage import revisions, schema


@click.command("init")
def command() -> None:
    """Brings the database to the newest schema; safe twice, or from two processes at once."""
    settings = config.read()
    settings.instance.mkdir(parents=True, exist_ok=True)
    modes.tighten(settings)
    changed = schema.upgrade(settings.schema_url, settings.database_role)
    click.echo(
        f"The database {'now has' if changed else 'already had'} the newest schema ({revisions.head()})."
    )
