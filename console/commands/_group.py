"""The words of the command line, found by the names of their files, and what becomes of a refusal."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import click

from console import modes
from setting_values import SettingError


class Words(click.Group):
    """Finds the commands in this folder, and turns refusals into one sentence and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name.rstrip("_") for name in _files())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        # `import` is a word of Python: its file is import_.py.
        file = next(file for file in _files() if file.rstrip("_") == name)
        command = importlib.import_module(f"console.commands.{file}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        modes.keep_private()  # before the settings are read: a first start leaves keys behind
        try:
            return super().invoke(ctx)
        except Exception as problem:
            sentence, status = explain(problem)
            if sentence is None:
                raise
            click.echo(sentence, err=True)
            ctx.exit(status)


def _files() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [name for name in found if name[0] != "_"]


def explain(problem: Exception) -> tuple[str | None, int]:
    """The sentence and the exit status of a problem that has one; (None, 1) for a fault of ours."""
    if isinstance(problem, SettingError):
        return str(problem), 2
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from models.kernel.errors import DomainError
    from models.kernel.waiting.outages import StoreAway

    if isinstance(problem, DomainError):
        from views.messages import refusal

        return refusal(problem), 1
    if isinstance(problem, StoreAway):
        return f"Files cannot be reached: {problem}.", 1
    if isinstance(problem, OperationalError | ProgrammingError):
        # The driver's own words only: SQLAlchemy's repeat the statement.
        first = str(problem.orig).strip().splitlines()[0] if problem.orig else type(problem).__name__
        state = getattr(problem.orig, "sqlstate", None)
        return _sentence(first, str(state or "")).format(first), 1
    return None, 1


SENTENCES = {
    "42501": "The database refuses this role ({}): `bascule init` and `bascule restore` need the owner of the"
    " tables and of their schema, whose address is BASCULE_DATABASE_OWNER_URL.",
    "55P03": "The database is busy ({}) and nothing was changed: look for a transaction that lasts.",
    "FATAL": "The database does not let us in ({}): see BASCULE_DATABASE_URL.",
    "42P01": "The database lacks a table ({}): was `bascule init` run?",
    "else": "The database does not answer as expected ({}). Is it there?",
}
"""What to do, by the state that PostgreSQL tells, or by a word of the driver's."""


def _sentence(words: str, state: str) -> str:
    if "no such table" in words:
        state = "42P01"
    return SENTENCES[state if state in SENTENCES else "FATAL" if "FATAL" in words else "else"]


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bascule")
def main() -> None:
    """Bascule: moves companies from an old portal to the new one. `bascule WORD --help` says more of each."""
