"""Several of some, as boxes."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectChoice, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation


class Boxes(SelectMultipleField):
    """Several of some, as boxes."""

    data: list[str] | None

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(label, choices=[SelectChoice(*each) for each in choices], **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            self.data = []
            raise StopValidation("Cochez parmi les choix proposés.")
