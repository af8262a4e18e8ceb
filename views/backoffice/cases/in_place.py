"""Verbs whose forms stand on the page of the case: nobody leaves it to write, nor to mend what is refused."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from models.cases import Case
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks
from views.backoffice.kit.special_actions import Seen
from views.fields import Form


class InPlace(Seen[Case]):
    """Asked on a page of its own too, for whoever comes by its key or its address."""

    def empty(self, row: Case) -> StepForm:
        """The form as the page of the case shows it, whatever else is sent there."""
        form = self.form(formdata=None, data=self.filled(row) if self.filled is not None else {})
        assert isinstance(form, StepForm)
        return form

    def ask(self, screen: Asks, row: Case, form: Form, **context: object) -> ResponseReturnValue:
        page = getattr(screen, "with_form", None)
        if request.method == "POST" and page is not None:
            return page(row, self.verb, form)  # type: ignore[no-any-return]
        return super().ask(screen, row, form, **context)
