"""What a form asks of an answer before the models see it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from models.companies.facts import NOT_DIFFUSED
from models.kernel.errors import DomainError
from views.formats import typo
from views.messages import refusal


class Needed:
    """The field must hold something visible; the sentence says what."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = typo(sentence)

    def __call__(self, form: BaseForm, field: Field) -> None:
        data = field.data
        if isinstance(data, str):
            data = any(unicodedata.category(sign)[0] not in "ZC" for sign in data)
        if not data:
            raise StopValidation(self.sentence)


class Optional:
    """An empty field is fine, and nothing more is asked of it."""

    field_flags = {"optional": True}

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not field.data:
            raise StopValidation


class Clean:
    """No control character, no undecodable byte, not too long."""

    def __init__(self, longest: int, *, lines: bool = False) -> None:
        self.longest, self.lines = longest, lines
        self.field_flags = {"maxlength": longest}

    def __call__(self, form: BaseForm, field: Field) -> None:
        if printable(field.data or "", lines=self.lines) != (field.data or ""):
            raise StopValidation(
                "Ce texte contient un signe invisible ou illisible" + typo(" : tapez-le à la main.")
            )
        if len(field.data or "") > self.longest:
            raise StopValidation(f"Ce texte dépasse {self.longest} caractères" + typo(" : raccourcissez-le."))


def unmarked(form: BaseForm, field: Field) -> None:
    """Not the directory's mark of what it keeps to itself, which would be taken out and leave nothing."""
    if NOT_DIFFUSED in (field.data or "").upper():
        sentence = "« [ND] » marque ce que le répertoire ne diffuse pas : écrivez ce qu’il en est."
        raise ValidationError(typo(sentence))


class Accepted:
    """What a parser of the models accepts; its refusal becomes the field's error, beside all the others."""

    def __init__(self, parse: Callable[[str], object]) -> None:
        self.parse = parse

    def __call__(self, form: BaseForm, field: Field) -> None:
        try:
            self.parse(field.data or "")
        except DomainError as error:
            raise ValidationError(refusal(error)) from error


class NeededRaw:
    """As `Needed`, where spaces count."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = typo(sentence)

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.sentence)


class Same:
    """The second typing must be the first."""

    def __init__(self, other: str, sentence: str) -> None:
        self.other, self.sentence = other, typo(sentence)

    def __call__(self, form: BaseForm, field: Field) -> None:
        if field.data != form[self.other].data:
            raise ValidationError(self.sentence)


def printable(text: str, *, lines: bool = False) -> str:
    """The text without what no keyboard types: control characters (line breaks too, unless `lines`), lone
    surrogates, marks that turn the writing, the mark of an undecodable byte."""
    return "".join(sign for sign in text if _is_printable(sign) or (lines and sign in "\r\n\t"))


def _is_printable(sign: str) -> bool:
    unseen = unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in _TURNING
    return not unseen and sign != "\N{REPLACEMENT CHARACTER}"


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the writing direction: what is read is not what is kept."""
