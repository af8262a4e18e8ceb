"""The kinds of answers that a request to open the road adds to those of every form."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField, RadioField, SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from models.road_openings import Upload


class Circles(RadioField):
    """One of some, all in sight; none is an answer too."""

    data: str | None

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(label, choices=[SelectChoice(*each) for each in choices], **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = ""
            raise StopValidation("Choisissez parmi les choix proposés.")


class Files(MultipleFileField):
    """Several uploads."""

    data: list[FileStorage | str] | None

    @property
    def sent(self) -> list[Upload]:
        """Name and bytes of each file that was chosen."""
        return [Upload(file.filename or "", file.read()) for file in self._chosen]

    @property
    def is_any(self) -> bool:
        """Whether a file was chosen."""
        return bool(self._chosen)

    @property
    def _chosen(self) -> list[FileStorage]:
        return [file for file in self.data or [] if isinstance(file, FileStorage) and file.filename]
