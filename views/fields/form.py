"""The base of every form, which turns a refusal of the models into an error beside its field."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField, HiddenField, MultipleFileField
from wtforms.form import BaseForm
from wtforms.i18n import get_translations

from models.kernel.errors import DomainError, NotAllowed
from views.messages import refusal

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_UPLOADS = (FileField, MultipleFileField)


Answers = dict[str, Any]
"""What was answered, by field name: of each field its own type."""


Filter = Callable[[str | None], str | None]
"""What changes an answer before it is checked."""


@cache
def _words_of_wtforms() -> object:
    """What WTForms itself says of an answer, in French."""
    return get_translations(["fr"])


class Form(FlaskForm):
    """The base of every form. CSRF is CSRFProtect's, for all posts at once: templates write `m.csrf()`."""

    class Meta:
        csrf = False

        def get_translations(self, form: BaseForm) -> object:
            # Flask-WTF would read their file anew in every request that has a form.
            return _words_of_wtforms()

        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            # Flask-WTF would hand a file to a field of text, and JSON of any shape to all of them.
            if formdata is not _Auto or request.method not in ("POST", "PUT", "PATCH", "DELETE"):
                return None if formdata is _Auto else formdata
            uploads = {name for name, field in form._fields.items() if isinstance(field, _UPLOADS)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in uploads]
            sent: list[MultiDict[str, Any]] = [request.form, MultiDict(files)]
            return CombinedMultiDict(sent) if files else request.form

    @contextmanager
    def refusals(self, **renamed: str) -> Iterator[None]:
        """A refusal of the models becomes the error of its field, else of the whole form.

        `NotAllowed` passes: a role that may not is a 403, whatever was typed.
        `renamed` says under which name this form holds a concept: `form.refusals(email="company_email")`.
        """
        try:
            yield
        except NotAllowed:
            raise
        except DomainError as error:
            self.refuse(refusal(error), renamed.get(error.field or "", error.field))

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Adds an error to the field of that name; to the whole form when it has none."""
        holder = self._fields.get(field or "")
        if holder is None or isinstance(holder, HiddenField):
            self.form_errors.append(sentence)
        else:
            holder.errors = [*holder.errors, sentence]

    @property
    def answers(self) -> Answers:
        """What was answered, by field name."""
        return dict(self.data)


class Submission(HiddenField):
    """`submission = Submission()`: a random key, so that a double click makes one thing."""

    data: str | None

    def process(
        self, formdata: object, data: object = None, extra_filters: Iterable[Filter] | None = None
    ) -> None:
        super().process(formdata, secrets.token_urlsafe(24), extra_filters)
        if not _KEY.fullmatch(self.data or ""):
            self.data = secrets.token_urlsafe(24)
