"""Several of some, as boxes."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectChoice, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from views.fields.checks import Needed


class Boxes(SelectMultipleField):
    """Several of some, as boxes. `needed` is the sentence when none is ticked."""

    data: list[str] | None

    def __init__(
        self, label: str, choices: Iterable[tuple[str, str]], *, needed: str = "", **kwargs: object
    ) -> None:
        checks = [Needed(needed)] if needed else []
        super().__init__(label, checks, choices=[SelectChoice(*each) for each in choices], **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            self.data = []
            raise StopValidation("Cochez parmi les choix proposés.")
