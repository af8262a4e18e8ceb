"""Fields that only the console's forms have: choices side by side, an upload, a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice
from wtforms.validators import StopValidation

from views.fields import Form, LongText
from views.formats import typo

REASON_HINT = "Il reste dans l’histoire et au journal."


class Radios(RadioField):
    """One of some, all in sight: `(value, words)` pairs."""

    data: Any

    def __init__(
        self,
        label: str,
        choices: Iterable[tuple[str, str]] = (),
        *,
        needed: str | None = None,
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        self.needed = needed
        listed = [SelectChoice(value, words) for value, words in choices]
        super().__init__(label, choices=listed, description=typo(hint), **kwargs)
        if needed:
            self.flags.required = True

    def pre_validate(self, form: Any) -> None:
        if self.data in {choice.value for choice in self.choices}:
            return
        typed, self.data = self.data, ""
        if typed or self.needed:
            raise StopValidation(typo(self.needed or "Choisissez dans la liste."))


class Upload(FileField):
    """One file."""

    data: Any

    def __init__(self, label: str, *, hint: str = "", accept: str = "", **kwargs: Any) -> None:
        super().__init__(label, description=typo(hint), render_kw={"accept": accept}, **kwargs)

    def read(self) -> tuple[str, bytes] | None:
        """Name and bytes of what was sent; None where nothing was."""
        if not self.data or not self.data.filename:
            return None
        return self.data.filename, self.data.read()


class ReasonForm(Form):
    """A step that is taken with a reason."""

    reason = LongText(
        "Motif", needed="Indiquez le motif : il sera gardé dans l’histoire.", hint=REASON_HINT, longest=500
    )
