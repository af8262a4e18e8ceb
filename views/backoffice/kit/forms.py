"""The forms of a screen: create, change, ask before an action on one row. The operations commit."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import ClassVar, Generic

from flask import abort
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from models.kernel.optimistic_lock import Versioned
from views.backoffice.assistance import calls
from views.backoffice.kit.columns import Moment
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.history import History
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Row, Verb
from views.backoffice.kit.versioned_forms import VersionedForm
from views.fields import Form, done, restore
from views.messages import Tag


class Forms(Generic[Row]):
    """Mixed into `Screen`. A page has an address only if the screen's `permissions` name its method."""

    create_words: ClassVar[str] = "Créer"
    create_template = create_modal_template = "admin/model/create.html"
    edit_template = edit_modal_template = "admin/model/edit.html"
    ask_template: ClassVar[str] = "admin/model/ask.html"

    _create_form_class: type[Form]
    _edit_form_class: type[Form]
    correction: ClassVar[Verb | None]
    _asked_row: Callable[[], Row]
    heading: Callable[[Row], str]
    href: Callable[[Row], str]
    render: Callable[..., str]
    status: Callable[[Row], Enum | Tag | None]
    history: Callable[[Row], History | list[Moment] | None]

    def create_form(self, obj: Row | None = None) -> Form:
        """The form of a new row."""
        return self._create_form_class()

    def edit_form(self, obj: Row | None = None) -> Form:
        """The form of an existing row."""
        correction = self.correction
        return self._edit_form_class(obj=obj) if correction is None else correction.form(obj=obj)

    def create_model(self, form: Form) -> Row:
        """Calls the operation that creates, and returns the row. A screen that creates overrides this."""
        abort(404)

    def update_model(self, form: Form, model: Row) -> object:
        """Calls the operation that changes: that of the screen's `Edit`."""
        return self.correction.operate(model, form) if self.correction is not None else abort(404)

    def created(self, row: Row) -> str:
        """What is said after a creation."""
        return f"{self.heading(row)} est enregistré."

    def updated(self, row: Row) -> str:
        """What is said after a change."""
        return f"{self.heading(row)} est à jour." if self.correction is None else self.correction.fact(row)

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """The page of a new row."""
        form = self.create_form()
        if form.validate_on_submit():
            with form.refusals():
                row = self.create_model(form)
                return self.done(row, self.created(row))
        return self.form_page(self.create_template, form)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        """The page that changes the row of `?id=`."""
        row = self._asked_row()
        form = self.edit_form(row)
        if isinstance(form, VersionedForm) and isinstance(row, Versioned) and form.is_submitted():
            form.settle(row)
        if form.validate_on_submit():
            with form.refusals():
                self._update(form, row)
                return self.done(row, self.updated(row))
        return self.form_page(self.edit_template, form, row=row, heading=self.heading(row))

    def _update(self, form: Form, row: Row) -> None:
        if isinstance(form, VersionedForm) and isinstance(row, Versioned):
            form.save(row, lambda: self.update_model(form, row))
        else:
            self.update_model(form, row)

    def form_page(self, template: str, form: Form, **context: object) -> tuple[str, int]:
        """The page of a form: 422 when it has errors."""
        restore(form)
        return self.render(template, form=form, **context), 422 if form.errors else 200

    def ask(
        self,
        row: Row,
        form: Form,
        *,
        question: str,
        verb: str,
        way_out: str,
        consequence: str = "",
        danger: bool = False,
        template: str = "",
        **context: object,
    ) -> tuple[str, int]:
        """The page that asks before an action on a row; it names the object, and the way out.

        Refused because somebody was faster: it says first what they did.
        """
        words = {"question": question, "consequence": consequence, "verb": verb, "way_out": way_out}
        moved = isinstance(form, StepForm) and form.show(self.standing(row))
        return self.form_page(
            template or self.ask_template,
            form,
            row=row,
            heading=self.heading(row),
            back=calls.back(**calls.focus_on(row)) or self.href(row),
            danger=danger,
            overtaken=self.latest(row) if moved and form.errors else None,
            **words,
            **context,
        )

    def standing(self, row: Row) -> str:
        """The state of a row as a step reads it: its version, where it counts them."""
        return row.mark if isinstance(row, Versioned) else ""

    def latest(self, row: Row) -> Moment | None:
        """What happened last to a row."""
        history = self.history(row)
        moments = history.moments if isinstance(history, History) else history
        return moments[0] if moments else None

    def done(self, row: Row, fact: str, *, call: dict[str, int] | None = None, **words: str) -> Response:
        """Says what was done and leads to the row's detail, or back to the call that asked for it (303)."""
        focus = {**calls.focus_on(row), **(call or {})}
        return done(fact, calls.back(**focus) or self.href(row), **words)
