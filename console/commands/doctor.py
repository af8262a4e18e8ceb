"""`bascule doctor`: is each part of the installation in order?"""

from __future__ import annotations

import click

import config
from console import diagnosis
from console.commands import house


@click.command("doctor")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Says one line for each part: settings, keys, database, schema, triggers, privileges, mail…"""
    settings = config.read()
    ill = False
    with house(settings):
        for found in diagnosis.examine(settings):
            click.echo(f"{found.sign:<5}{found.part:<12}{found.words}")
            ill = ill or found.sign == "BAD"
    ctx.exit(1 if ill else 0)
