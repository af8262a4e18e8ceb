"""The command line `bascule`: one file per word, found by its name, which holds the click `command`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from config import SettingError

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


class Words(click.Group):
    """Finds the commands in this folder, and turns refusals into one sentence and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(
            found.name.rstrip("_") for found in pkgutil.iter_modules(__path__) if found.name[0] != "_"
        )

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        # `import` is a word of Python: its file is import_.py.
        file = next(f.name for f in pkgutil.iter_modules(__path__) if f.name.rstrip("_") == name)
        command = importlib.import_module(f"console.commands.{file}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as problem:
            sentence, status = explain(problem)
            if sentence is None:
                raise
            click.echo(sentence, err=True)
            ctx.exit(status)


def explain(problem: Exception) -> tuple[str | None, int]:
    """The sentence and the exit status of a problem that has one; (None, 1) for a fault of ours."""
    if isinstance(problem, SettingError):
        return str(problem), 2
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from models.kernel.errors import DomainError

    if isinstance(problem, DomainError):
        from views.messages import refusal

        return refusal(problem), 1
    if isinstance(problem, OperationalError | ProgrammingError):
        # The driver's own words only: SQLAlchemy's repeat the statement.
        first = str(problem.orig).strip().splitlines()[0] if problem.orig else type(problem).__name__
        return (
            f"The database does not answer as expected ({first}). Is it there, and was `bascule init` run?",
            1,
        )
    return None, 1


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bascule")
def main() -> None:
    """Bascule: moves companies from an old portal to the new one. `bascule WORD --help` says more of each."""


@contextmanager
def house(settings: Settings | None = None, *, whole: bool = False) -> Iterator[Flask]:
    """The settings' database, keys and documents, for the time of a command; `whole`: pages too."""
    import config
    from console import create_app, create_base
    from models.kernel.base import db

    app = (create_app if whole else create_base)(settings or config.read())
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def lines(label: str, total: int | None = None) -> Progress:
    """Shows how far long work is: a bar on a terminal, a plain line now and then elsewhere."""
    return Progress(label, total)


class Progress:
    """`with lines("Events") as progress: progress(done)`."""

    EVERY = 10_000

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.done, self.said = label, total, 0, 0
        self.bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self.bar = click.progressbar(
                length=self.total or 0, label=self.label, file=sys.stderr, show_pos=True
            )
            self.bar.__enter__()
        return self

    def __call__(self, done: int) -> None:
        """Tells how much is done in all."""
        step, self.done = done - self.done, done
        if self.bar is not None:
            self.bar.update(step)
        elif done - self.said >= self.EVERY:
            self.said = done
            of = f" of {self.total}" if self.total else ""
            click.echo(f"{self.label}: {done}{of}", err=True)

    def __exit__(self, *failure: Any) -> None:
        if self.bar is not None:
            self.bar.__exit__(*failure)


def install(app: Flask) -> None:
    """The same words under `flask --app console`."""
    context = click.Context(main)
    for name in main.list_commands(context):
        app.cli.add_command(_Late(name), name)


class _Late(click.Command):
    """A word that is imported when it is called: a server needs none of them."""

    def __init__(self, name: str) -> None:
        super().__init__(name, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
        self.help_option_names: list[str] = []

    def get_short_help_str(self, limit: int = 45) -> str:
        return f"As `bascule {self.name}`."

    def main(self, *args: Any, **extra: Any) -> Any:
        return super().main(*args, **extra)

    def get_help_option(self, ctx: click.Context) -> None:
        return None

    def invoke(self, ctx: click.Context) -> Any:
        main.main([self.name or "", *ctx.args], prog_name="bascule")
