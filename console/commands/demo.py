"""`bascule demo`: demonstration data, and the sign-ins that go with them."""

from __future__ import annotations

import click

import config
from models.staff.queries import find_agent_by_email
from setting_values import SettingError

FILLED = ("demo", "development")
"""Where invented companies may stand: what was made cannot be told apart, nor be taken back, elsewhere."""


@click.command("demo")
@click.option(
    "--size", default=300, show_default=True, type=click.IntRange(1), help="Records of the old portal."
)
def command(size: int) -> None:
    """Makes the demonstration: companies, accounts, records, attachments, in every state; safe twice.

    With BASCULE_ENV=demo also the staff and people whose passwords are printed, and kept in demo.json.
    With BASCULE_ENV=development nobody gets a known password. In production it is refused (exit status 2),
    and a database that holds companies already is left alone.
    """
    from console import demo
    from console.commands import house, lines, many_rows
    from console.demo import cast

    settings = config.read()
    if settings.env not in FILLED:
        raise SettingError(f"BASCULE_ENV is {settings.env}: demonstration data needs demo or development.")
    with house(settings):
        with lines("Records", size) as progress, many_rows():
            try:
                made = demo.make(size, with_staff=settings.is_demo, progress=progress)
            except demo.NotEmpty:
                raise click.ClickException(
                    "The database holds companies or records already: no demonstration among them."
                ) from None
        click.echo(f"The demonstration {f'is made: {size} records' if made else 'was made before'}.")
        if not settings.is_demo:
            return
        found = cast.sign_ins(settings)
        cast.keep(settings.instance / "demo.json", found)
        click.echo(f"\nPortal   {found['portal']}\nConsole  {found['console']}\n")
        for member in found["staff"]:
            agent = find_agent_by_email(member["email"])
            code = agent.current_code if agent is not None else None
            click.echo(
                f"{member['role']:<11} {member['email']:<26} {member['password']}   code now: {code or '-'}"
            )
        for account in found["accounts"]:
            click.echo(f"{'company':<11} {account['identifier']:<26} {account['password']}")
        free = found["concession"]
        click.echo(f"\nFree record: {free['title']} ({free['reference']}), code {free['access_code']}")
        click.echo("All of it stands in instance/demo.json; `bascule agent code EMAIL` gives a new code.")
