"""The kinds of answers: lines, texts, phones, addresses, secrets, codes, choices, boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from wtforms import BooleanField, DateField, Field, PasswordField, SelectChoice, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import EmailInput, TelInput, TextArea, TextInput

from models.values import contacts
from models.values.contacts.emails import LONGEST_EMAIL
from models.values.names import person_name
from models.values.siret import Siret
from views.fields.checks import Accepted, Clean, Needed, NeededRaw, Optional, printable
from views.fields.form import Filter
from views.formats import NBSP, typo

LONGEST_LINE = 120
LONGEST_TEXT = 4_000


def _trim(text: str | None) -> str:
    """Composed (NFC), without spaces around; otherwise exactly as typed."""
    return unicodedata.normalize("NFC", text or "").strip(" \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


Check = Callable[[BaseForm, Field], None]
"""What a form asks of an answer: it raises where the answer is none."""

Attributes = dict[str, str]


class Options(TypedDict, total=False):
    """What every line or text may be told, whatever its kind."""

    needed: str | None
    hint: str
    checks: Iterable[Check]
    attributes: Attributes
    render_kw: Attributes
    filters: Iterable[Filter]


class Text(StringField):
    """One line. `needed` is the sentence of a missing answer; without it the field is optional."""

    lines = False
    parsers: tuple[Callable[[str], object], ...] = ()

    def __init__(
        self,
        label: str = "",
        *,
        longest: int = LONGEST_LINE,
        needed: str | None = None,
        hint: str = "",
        checks: Iterable[Check] = (),
        attributes: Attributes | None = None,
        render_kw: Attributes | None = None,
        filters: Iterable[Filter] = (_trim,),
        **kwargs: object,
    ) -> None:
        validators: list[Check] = [Clean(longest, lines=self.lines)]
        validators.append(Needed(needed) if needed else Optional())
        validators += [Accepted(parse) for parse in self.parsers]
        # Off unless told: what is typed is seldom about who types. Forms about oneself say what they ask.
        drawn = {"autocomplete": "off", **(attributes or {}), **(render_kw or {})}
        super().__init__(
            label,
            [*validators, *checks],
            description=typo(hint),
            render_kw=drawn,
            filters=list(filters),
            **kwargs,
        )

    def _value(self) -> str:
        return printable(self.data or "", lines=self.lines)


class LongText(Text):
    """Several lines."""

    lines = True
    widget = TextArea()

    def __init__(self, label: str = "", *, longest: int = LONGEST_TEXT, **kwargs: Unpack[Options]) -> None:
        super().__init__(label, longest=longest, **kwargs)


def _bare(text: str | None) -> str:
    """Without the marks, tabs and line ends that a copied number brings along, which nobody sees."""
    kept = (c for c in unicodedata.normalize("NFC", text or "") if unicodedata.category(c) != "Cf")
    return "".join(" " if c in _LINE_ENDS else c for c in kept).strip(" \N{NO-BREAK SPACE}")


_LINE_ENDS = "\t\r\n\v\f\x85\u2028\u2029"


class Phone(Text):
    """A phone number as typed; `models.values.contacts.phone` reads it again."""

    widget = TelInput()
    parsers = (contacts.phone,)

    def __init__(self, label: str = "", *, longest: int = LONGEST_LINE, **kwargs: Unpack[Options]) -> None:
        kwargs.setdefault("filters", (_bare,))
        super().__init__(label, longest=longest, **kwargs)


class PersonName(Text):
    """A first or a last name; `models.values.names` reads it again."""

    parsers = (person_name,)


def as_dialled(phone: str) -> str:
    """A stored number as a person would type it."""
    return contacts.show_phone(phone).replace(NBSP, " ") if phone else ""


class Email(Text):
    """An e-mail address as typed; `models.values.contacts.email` reads it again."""

    widget = EmailInput()
    parsers = (contacts.email,)

    def __init__(self, label: str = "", *, longest: int = LONGEST_EMAIL, **kwargs: Unpack[Options]) -> None:
        super().__init__(label, longest=longest, **kwargs)


class SiretText(Text):
    """A SIRET as typed, spaces and all; `Siret.parse` reads it again."""

    parsers = (Siret.parse,)

    def __init__(self, label: str = "SIRET", **kwargs: Unpack[Options]) -> None:
        kwargs.setdefault("needed", "Indiquez un SIRET : 14 chiffres.")
        kwargs.setdefault("attributes", {"inputmode": "numeric", "autocomplete": "off"})
        kwargs.setdefault("filters", (_bare,))
        super().__init__(label, longest=60, **kwargs)


class Secret(PasswordField):
    """A password: taken as it is typed, never sent back. Without `needed` it may be left out."""

    def __init__(
        self,
        label: str,
        *,
        needed: str = "",
        hint: str = "",
        autocomplete: str = "off",
        checks: Iterable[Check] = (),
        **kwargs: object,
    ) -> None:
        kwargs.setdefault("render_kw", {"autocomplete": autocomplete})
        super().__init__(
            label, [*([NeededRaw(needed)] if needed else []), *checks], description=typo(hint), **kwargs
        )


class _Unsaid(TextInput):
    def __call__(self, field: Field, **kwargs: object) -> object:
        # The mark keeps it out of what a browser holds for whoever must sign in again (static/session.js).
        return super().__call__(field, **{**kwargs, "value": "", "data_unsaid": True})


class Code(Text):
    """A short code, of access or of a second factor: readable while typed, never sent back."""

    widget = _Unsaid()

    def __init__(self, label: str, *, longest: int = 24, **kwargs: Unpack[Options]) -> None:
        kwargs.setdefault("attributes", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, longest=longest, **kwargs)


class Day(DateField):
    """A day, ISO as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            self.data = None
            raise ValueError("Cette date n’existe pas" + typo(" : écrivez jour, mois et année.")) from None


class Choice(SelectField):
    """One of some: `(value, words)` pairs, with an empty « Choisir » first unless `empty` is None."""

    data: Any

    def __init__(
        self,
        label: str,
        choices: Iterable[tuple[str, str]] = (),
        *,
        needed: str | None = None,
        hint: str = "",
        empty: str | None = "Choisir",
        **kwargs: object,
    ) -> None:
        self.needed, self.empty = needed, empty
        validators = [Needed(needed)] if needed else [Optional()]
        super().__init__(label, validators, choices=self.listed(choices), description=typo(hint), **kwargs)

    def listed(self, choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
        """The pairs as `form.kind.choices = form.kind.listed(…)` wants them, the empty one first."""
        first = [("", self.empty)] if self.empty is not None else []
        return [SelectChoice(value, words) for value, words in [*first, *choices]]

    def pre_validate(self, form: BaseForm) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = ""
            raise StopValidation(typo(self.needed or "Choisissez dans la liste."))


class Tick(BooleanField):
    """A box. `needed` is the sentence when it must be ticked."""

    def __init__(self, label: str, *, needed: str | None = None, hint: str = "", **kwargs: object) -> None:
        super().__init__(label, [Needed(needed)] if needed else [], description=typo(hint), **kwargs)
