"""Fields that only the console's forms have: choices side by side, an upload, a step with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import StopValidation

from views.fields import Answers, Form, LongText
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
        **kwargs: object,
    ) -> None:
        self.needed = needed
        super().__init__(label, choices=self.listed(choices), description=typo(hint), **kwargs)
        if needed:
            self.flags.required = True

    @staticmethod
    def listed(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
        """The pairs as `form.kind.choices = form.kind.listed(…)` wants them."""
        return [SelectChoice(value, words) for value, words in choices]

    def pre_validate(self, form: object) -> None:
        if self.data in {choice.value for choice in self.choices}:
            return
        typed, self.data = self.data, ""
        if typed or self.needed:
            raise StopValidation(typo(self.needed or "Choisissez dans la liste."))


class Upload(FileField):
    """One file."""

    data: Any

    def __init__(
        self, label: str, *, needed: str = "", hint: str = "", accept: str = "", **kwargs: object
    ) -> None:
        self.needed = needed
        super().__init__(label, description=typo(hint), render_kw={"accept": accept}, **kwargs)
        if needed:
            self.flags.required = True

    def pre_validate(self, form: object) -> None:
        if self.needed and not (self.data and self.data.filename):
            raise StopValidation(typo(self.needed))

    def read(self) -> tuple[str, bytes] | None:
        """Name and bytes of what was sent; None where nothing was."""
        if not self.data or not self.data.filename:
            return None
        return self.data.filename, self.data.read()


class StepForm(Form):
    """A step on a row: it carries the state that the person read, so that nobody acts on what is over."""

    seen = HiddenField()

    @property
    def state_seen(self) -> str | None:
        """That state; None from whoever never opened the page."""
        return self.seen.data or None

    @property
    def answers(self) -> Answers:
        """What was answered, by field name; the state is no answer."""
        return {name: value for name, value in super().answers.items() if name != "seen"}

    def show(self, state: str) -> bool:
        """Carries the state of now; whether it is another one than the person read."""
        moved = self.state_seen not in (None, state)
        self.seen.data, self.seen.raw_data = state, None
        return moved


class ReasonForm(StepForm):
    """A step that is taken with a reason."""

    reason = LongText(
        "Motif", needed="Indiquez le motif : il sera gardé dans l’histoire.", hint=REASON_HINT, longest=500
    )
