"""Fields that only the console's forms have: choices side by side, a version, an upload."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import StopValidation

from models.base import Stale
from views.fields import Form, LongText
from views.formats import typo
from views.messages import fact_of

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


class VersionedForm(Form):
    """A form that changes a row: it knows which version the person saw, and what others did meanwhile."""

    version = HiddenField()
    conflicts: list[tuple[str, str, str]]
    """After a conflict: each differing field's name, what they left, what was typed here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts = []

    @property
    def seen(self) -> int:
        """The version that the person saw; nonsense is a version that never was."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def changes(self) -> dict[str, str]:
        """What was typed, by field name."""
        return {name: value for name, value in self.answers.items() if name != "version"}

    def told(self, stale: Stale, version: int) -> None:
        """Keeps what others saved meanwhile, and takes their version: sending again is then on purpose."""
        for name, theirs in stale.facts.get("current", {}).items():
            mine = self.changes.get(name)
            if mine is not None and mine != theirs:
                self.conflicts.append((self[name].label.text or fact_of(name), theirs, mine))
        self.version.data = str(version)
        self.version.raw_data = None
