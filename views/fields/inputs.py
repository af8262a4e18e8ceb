"""The kinds of answers: lines, texts, phones, addresses, secrets, codes, choices, boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from wtforms import BooleanField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import EmailInput, TelInput, TextArea, TextInput

from models.values import contacts
from models.values.siret import Siret
from views.fields.checks import Accepted, Clean, Needed, NeededRaw, Optional, printable
from views.formats import NBSP, typo

LONGEST_LINE = 120
LONGEST_TEXT = 4_000


def _trim(text: str | None) -> str:
    """Composed (NFC), without spaces around; otherwise exactly as typed."""
    return unicodedata.normalize("NFC", text or "").strip(" \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


class Text(StringField):
    """One line. `needed` is the sentence of a missing answer; without it the field is optional."""

    lines = False
    parsers: tuple[Callable[[str], object], ...] = ()

    def __init__(
        self,
        label: str = "",
        *,
        needed: str | None = None,
        hint: str = "",
        longest: int = LONGEST_LINE,
        checks: Iterable[Callable[[Any, Any], None]] = (),
        attributes: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        validators: list[Any] = [Clean(longest, lines=self.lines)]
        validators.append(Needed(needed) if needed else Optional())
        validators += [Accepted(parse) for parse in self.parsers]
        kwargs.setdefault("filters", [_trim])
        # Off unless told: what is typed is seldom about who types. Forms about oneself say what they ask.
        kwargs["render_kw"] = {"autocomplete": "off", **(attributes or {}), **kwargs.get("render_kw", {})}
        super().__init__(label, [*validators, *checks], description=typo(hint), **kwargs)

    def _value(self) -> str:
        return printable(self.data or "", lines=self.lines)


class LongText(Text):
    """Several lines."""

    lines = True
    widget = TextArea()

    def __init__(self, label: str = "", *, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(label, longest=longest, **kwargs)


class Phone(Text):
    """A phone number as typed; `models.values.contacts.phone` reads it again."""

    widget = TelInput()
    parsers = (contacts.phone,)


def as_dialled(phone: str) -> str:
    """A stored number as a person would type it."""
    return contacts.show_phone(phone).replace(NBSP, " ") if phone else ""


class Email(Text):
    """An e-mail address as typed; `models.values.contacts.email` reads it again."""

    widget = EmailInput()
    parsers = (contacts.email,)

    def __init__(self, label: str = "", *, longest: int = contacts.LONGEST_EMAIL, **kwargs: Any) -> None:
        super().__init__(label, longest=longest, **kwargs)


class SiretText(Text):
    """A SIRET as typed, spaces and all; `Siret.parse` reads it again."""

    parsers = (Siret.parse,)

    def __init__(
        self, label: str = "SIRET", *, needed: str | None = "Indiquez un SIRET : 14 chiffres.", **kwargs: Any
    ) -> None:
        kwargs.setdefault("attributes", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, needed=needed, longest=60, **kwargs)


class Secret(PasswordField):
    """A password: taken as it is typed, never sent back."""

    def __init__(
        self, label: str, *, needed: str, hint: str = "", autocomplete: str = "off", **kwargs: Any
    ) -> None:
        checks = kwargs.pop("checks", ())
        kwargs.setdefault("render_kw", {"autocomplete": autocomplete})
        super().__init__(label, [NeededRaw(needed), *checks], description=typo(hint), **kwargs)


class _Unsaid(TextInput):
    def __call__(self, field: Any, **kwargs: Any) -> Any:
        # The mark keeps it out of what a browser holds for whoever must sign in again (static/session.js).
        return super().__call__(field, **{**kwargs, "value": "", "data_unsaid": True})


class Code(Text):
    """A short code, of access or of a second factor: readable while typed, never sent back."""

    widget = _Unsaid()

    def __init__(self, label: str, *, longest: int = 24, **kwargs: Any) -> None:
        kwargs.setdefault("attributes", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, longest=longest, **kwargs)


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
        **kwargs: Any,
    ) -> None:
        self.needed, self.empty = needed, empty
        validators = [Needed(needed)] if needed else [Optional()]
        super().__init__(label, validators, choices=self.listed(choices), description=typo(hint), **kwargs)

    def listed(self, choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
        """The pairs as `form.kind.choices = form.kind.listed(…)` wants them, the empty one first."""
        first = [("", self.empty)] if self.empty is not None else []
        return [SelectChoice(value, words) for value, words in [*first, *choices]]

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = ""
            raise StopValidation(typo(self.needed or "Choisissez dans la liste."))


class Tick(BooleanField):
    """A box. `needed` is the sentence when it must be ticked."""

    def __init__(self, label: str, *, needed: str | None = None, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, [Needed(needed)] if needed else [], description=typo(hint), **kwargs)
