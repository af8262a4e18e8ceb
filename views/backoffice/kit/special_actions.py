"""Verbs that differ from the rest in the same way: told what was seen, a file, another page, a correction."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from flask import url_for
from flask.typing import ResponseReturnValue

from models.kernel.actors import Actor
from views import access
from views.backoffice.kit.columns import number_of
from views.backoffice.kit.row_actions import Asks, RowAction, RowActions
from views.fields import Form

Row = TypeVar("Row")


class Seen(RowAction[Row]):
    """A verb whose operation is told which state the person read: nobody acts on what is over."""

    def operate(self, row: Row, form: Form) -> object:
        return self.operation(row, **form.answers, seen=form.state_seen, actor=access.current_actor())


class Download(RowAction[Row]):
    """A verb that answers with a file at once: `operation(row, actor=…)` makes it."""

    methods = ("GET",)

    def answer(self, screen: Asks, row: Row) -> ResponseReturnValue:
        return cast(ResponseReturnValue, self.operation(row, actor=access.current_actor()))


class Elsewhere(RowAction[Row]):
    """A way on to a page that is somewhere else: `operation(row)` gives its address."""

    def open_on(self, screen: type[RowActions[Row]]) -> None:
        """It opens none."""

    def href(self, row: Row, **more: Any) -> str:
        return str(self.operation(row, **more))


class Edit(RowAction[Row]):
    """The correction of a row on the page `edit_view`, by a form that knows which version was seen."""

    def open_on(self, screen: type[RowActions[Row]]) -> None:
        screen.correction = self
        rule = access.Rule(access.Opening.PERMISSION, self.permission, self.fresh)
        screen.permissions = {**screen.permissions, "edit_view": rule}

    def href(self, row: Row, **more: Any) -> str:
        return url_for(f"{self.endpoint}.edit_view", id=number_of(row), **more)

    def operate(self, row: Row, form: Form) -> object:
        actor = access.current_actor()
        return self.operation(row, version=form.version_seen, actor=actor, **form.changes)


def nothing_against(row: object, actor: Actor) -> None:
    """The check of what is refused to nobody who holds the permission."""


class Unlisted(RowAction[Row]):
    """A verb that is reached from where it is told about: it has no button on the row's page."""

    def button(self, row: Row) -> None:
        return None
