"""The same words under `flask --app console`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from console.commands._group import main

if TYPE_CHECKING:
    from flask import Flask


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
