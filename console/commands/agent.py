"""`bascule agent`: staff accounts, from the machine itself."""

from __future__ import annotations

import sys

import click

from console.commands import house
from models import staff
from models.kernel.access import tokens
from models.kernel.access.links import Token
from models.kernel.actors import Actor
from models.permissions import Role
from models.sign_in.codes import provisioning_uri, random_secret
from models.staff import Agent
from models.staff.queries import find_agent_by_email

ACTOR = Actor.system("bascule agent")


@click.group("agent")
def command() -> None:
    """Adds, disables and resets staff accounts; nobody exists by default."""


def _found(email: str) -> Agent:
    agent = find_agent_by_email(email)
    if agent is None:
        raise click.ClickException(f"Nobody of the staff has the address {email}.")
    return agent


def _invitation(console_url: str, token: Token) -> str:
    return f"{console_url}/console/invitation/{tokens.secret_of(token)}"


@command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="First and last name, as shown to colleagues.")
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="What they may do."
)
@click.option("--password-stdin", is_flag=True, help="Reads the password from standard input.")
@click.option("--totp-secret", metavar="BASE32", help="The second factor's secret; one is made when absent.")
def add(email: str, name: str, role: str, password_stdin: bool, totp_secret: str | None) -> None:
    """A new member of staff; without a password, prints the invitation link to hand over."""
    if totp_secret and not password_stdin:
        raise click.UsageError("--totp-secret goes with --password-stdin: an invitation makes its own.")
    with house() as app:
        settings = app.extensions["bascule.settings"]
        if not password_stdin:
            _, token = staff.invite(email, name=name, role=Role(role), by_mail=False, actor=ACTOR)
            click.echo(_invitation(settings.console_url, token))
            return
        password = sys.stdin.readline().rstrip("\r\n")
        secret = totp_secret or random_secret()
        agent = staff.add(
            email, name=name, role=Role(role), password=password, totp_secret=secret, actor=ACTOR
        )
        click.echo(f"{agent.email} is in, as {role}.")
        if not totp_secret:
            click.echo(provisioning_uri(agent.email, secret, issuer="Bascule"))


@command.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Closes the door to a member of staff at once: sessions, links and second factor die."""
    with house():
        staff.disable(_found(email), actor=ACTOR)
        click.echo(f"{email} is disabled.")


@command.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Forgets password and second factor of a member of staff; prints a new invitation link."""
    with house() as app:
        token = staff.reset(_found(email), by_mail=False, actor=ACTOR)
        click.echo(_invitation(app.extensions["bascule.settings"].console_url, token))


@command.command("code")
@click.argument("email")
def code(email: str) -> None:
    """The current code of the second factor, in the demonstration only."""
    with house() as app:
        if not app.extensions["bascule.settings"].is_demo:
            raise click.ClickException("Codes are shown in the demonstration only (BASCULE_ENV=demo).")
        current = _found(email).current_code
        if current is None:
            raise click.ClickException(f"{email} has no second factor yet.")
        click.echo(current)
