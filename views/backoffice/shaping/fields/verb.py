"""The verb that fills the added fields of a row, the same on each noun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from models.kernel.actors import Actor
from models.kernel.errors import DomainError, Stale
from models.permissions import Permission
from models.shaping import filling
from models.shaping.fields.body import Noun
from models.shaping.fields.values import FieldValueRefused
from models.shaping.filling import FieldNeeded, NothingToFill, fields_of, values_of
from views import access
from views.backoffice.kit.row_actions import Asks, RowAction, Text
from views.backoffice.shaping.fields.forms import FillForm, fill_form
from views.fields import Form
from views.messages import refusal


def check_fillable(row: Any, actor: Actor) -> None:
    """Raises `NothingToFill` where the actor writes no field of such a row."""
    if not fields_of(Noun(row.audit_kind), actor.role, writing=True):
        raise NothingToFill


@dataclass(kw_only=True, eq=False)
class Fill(RowAction[Any]):
    """Asks for the fields that the person writes, and for no other: what the form does not show stays.

    A noun says its verb and what is told once it is done. Where a row has nothing to be filled by whoever
    looks, there is no button.
    """

    name: str = "champs"
    icon: str = "ui-checks"
    label: Text[Any] = "Remplir les champs"
    permission: Permission = Permission.FILL_FIELDS
    operation: Callable[..., object] = filling.fill
    check: Callable[[Any, Actor], None] = check_fillable
    absent: tuple[type[DomainError], ...] = (NothingToFill,)

    def answer(self, screen: Asks, row: Any) -> ResponseReturnValue:
        form = self.blank(row)
        if form.validate_on_submit():
            try:
                self.operation(row, form.typed, version=form.seen, actor=access.current_actor())
                return screen.done(row, self.fact(row))
            except (FieldValueRefused, FieldNeeded) as refused:
                form.refuse_field(refusal(refused), refused.facts["key"])
            except Stale as stale:
                form.version.data, form.version.raw_data = str(stale.facts["version"]), None
                form.refuse(refusal(stale))
        return self.ask(screen, row, form)

    def ask(self, screen: Asks, row: Any, form: Form, **context: object) -> ResponseReturnValue:
        heading, back = str(self.heading(row)), screen.href(row)
        return screen.form_page("backoffice/shaping/fill.html", form, row=row, heading=heading, back=back)

    def blank(self, row: Any) -> FillForm:
        noun = Noun(row.audit_kind)
        fields = fields_of(noun, access.current_actor().role, writing=True)
        return fill_form(fields, values_of(noun, [row.id], list(fields)).get(row.id, {}), row.version)

    @staticmethod
    def heading(row: Any) -> str:
        """How the page names the row."""
        return str(row.name if row.audit_kind == Noun.COMPANY else row.title)
