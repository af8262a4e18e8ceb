"""`bascule directory`: the national directory, loaded from Insee's files and asked."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import click

from console import directories
from console.commands import house, lines
from console.directories import loaded, stock
from models.companies.directory import Establishment
from models.companies.directory.building import IsLoading
from models.kernel.actors import Actor
from models.values.siret import Siret, SiretRefused

ACTOR = Actor.system("bascule directory")
SHOWN = ("siret", "state", "name", "acronym", "address", "postcode", "city", "kind", "legal_category")


@click.group("directory")
def command() -> None:
    """Loads Insee's stock files into the local directory, and shows what the directory says of a SIRET."""


@command.command("load")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
)
@click.option(
    "--department",
    "departments",
    metavar="76",
    multiple=True,
    help="Keeps the establishments of this department only; may be said several times.",
)
def load(files: tuple[Path, ...], departments: tuple[str, ...]) -> None:
    """Takes in StockEtablissement, StockUniteLegale, StockEtablissementLiensSuccession: CSV, zip or Parquet.

    Again, with newer files: what is new, changed or gone follows, and readers see the whole of one or of the
    other. Started again after it was cut off, it goes on where it was.
    """
    with house():
        try:
            counts = loaded.load(files, departments, watch=lines, actor=ACTOR)
        except IsLoading:
            raise click.ClickException("another load is under way: wait for its end") from None
        except (stock.StockRefused, OSError, sqlite3.Error) as refused:
            raise click.ClickException(str(refused)) from None
    for name, of in counts.items():
        click.echo(f"{name}: {of.read} read, {of.added} added, {of.changed} changed, {of.gone} gone")


@command.command("show")
@click.argument("siret")
@click.pass_context
def show(ctx: click.Context, siret: str) -> None:
    """What the directory says of SIRET, as JSON; exit 1 when it does not know it or does not answer."""
    try:
        number = Siret.parse(siret)
    except SiretRefused as refused:
        raise click.UsageError(f"{siret!r} is no SIRET ({refused.why}).") from None
    with house() as app:
        found = directories.build(app.extensions["bascule.settings"], loaded).find(number, again=True)
    click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    ctx.exit(0 if found.is_found else 1)


def as_json(found: Establishment) -> dict[str, str | None]:
    """The facts that are shown, by name."""
    return {name: getattr(found, name) for name in SHOWN}
