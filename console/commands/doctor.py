"""`bascule doctor`: is each part of the installation in order?"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

import config
from console import diagnosis
from console.commands import house


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: status, and the parts.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Says one line for each part: settings, keys, database, schema, triggers, privileges, documents, mail…

    Each is ok, worth a look, or BAD; with one that is BAD the exit status is 1.
    """
    settings, parts = config.read(), []
    with house(settings):
        for found in diagnosis.examine(settings):
            parts.append(found)
            if not as_json:
                click.echo(f"{found.sign:<5}{found.part:<12}{found.words}")
    signs = [found.sign for found in parts]
    worst = next((sign for sign in ("BAD", "look") if sign in signs), "ok")
    if as_json:
        click.echo(json.dumps({"status": worst, "parts": [asdict(found) for found in parts]}, indent=1))
    ctx.exit(1 if worst == "BAD" else 0)
