"""Forms as both doors use them: how text comes in, how a refusal reaches its field, how a page answers.

class Attach(Form):
    title = Text("Intitulé", needed="Indiquez l’intitulé du compte.")

form = Attach()
if form.validate_on_submit():
    with form.refusals():
        attachments.claim(current_account(), **form.answers, actor=current_actor())
        return done("Le compte a bien été ajouté.", url_for("portal.dashboard"))
return page("portal/attach.html", form=form)
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, flash, redirect, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import EmailInput, TelInput, TextArea, TextInput

from models import contacts
from models.base import DomainError
from models.siret import Siret
from views.formats import typo
from views.messages import refusal

LONGEST_LINE = 120
LONGEST_TEXT = 4_000
LARGEST_ID = 2**63 - 1

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Form(FlaskForm):
    """The base of every form. CSRF is CSRFProtect's, for all posts at once: templates write `m.csrf()`."""

    class Meta:
        csrf = False

    @contextmanager
    def refusals(self, **renamed: str) -> Iterator[None]:
        """A refusal of the models becomes the error of its field, else of the whole form.

        `renamed` says under which name this form holds a concept: `form.refusals(email="company_email")`.
        """
        try:
            yield
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
    def answers(self) -> dict[str, Any]:
        """What was answered, by field name."""
        return dict(self.data)


class Submission(HiddenField):
    """`submission = Submission()`: a random key, so that a double click makes one thing."""

    data: Any

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, secrets.token_urlsafe(24), extra_filters)
        if not _KEY.fullmatch(self.data or ""):
            self.data = secrets.token_urlsafe(24)


class Needed:
    """The field must hold something visible; the sentence says what."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = typo(sentence)

    def __call__(self, form: Any, field: Any) -> None:
        data = field.data
        if isinstance(data, str):
            data = any(unicodedata.category(sign)[0] not in "ZC" for sign in data)
        if not data:
            raise StopValidation(self.sentence)


class Optional:
    """An empty field is fine, and nothing more is asked of it."""

    field_flags = {"optional": True}

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation


class Clean:
    """No control character, no undecodable byte, not too long."""

    def __init__(self, longest: int, *, lines: bool = False) -> None:
        self.longest, self.lines = longest, lines
        self.field_flags = {"maxlength": longest}

    def __call__(self, form: Any, field: Any) -> None:
        if printable(field.data or "", lines=self.lines) != (field.data or ""):
            raise StopValidation(
                "Ce texte contient un signe invisible ou illisible" + typo(" : tapez-le à la main.")
            )
        if len(field.data or "") > self.longest:
            raise StopValidation(f"Ce texte dépasse {self.longest} caractères" + typo(" : raccourcissez-le."))


class Accepted:
    """What a parser of the models accepts; its refusal becomes the field's error, beside all the others."""

    def __init__(self, parse: Callable[[str], object]) -> None:
        self.parse = parse

    def __call__(self, form: Any, field: Any) -> None:
        try:
            self.parse(field.data or "")
        except DomainError as error:
            raise ValidationError(refusal(error)) from error


def printable(text: str, *, lines: bool = False) -> str:
    """The text without what no keyboard types: control characters (line breaks too, unless `lines`), lone
    surrogates, the mark of an undecodable byte."""
    return "".join(sign for sign in text if _is_printable(sign) or (lines and sign in "\r\n\t"))


def _is_printable(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp") and sign != "\N{REPLACEMENT CHARACTER}"


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
        kwargs.setdefault("render_kw", attributes or {})
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
    """A phone number as typed; `models.contacts.phone` reads it again."""

    widget = TelInput()
    parsers = (contacts.phone,)


class Email(Text):
    """An e-mail address as typed; `models.contacts.email` reads it again."""

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


class NeededRaw:
    """As `Needed`, where spaces count."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = typo(sentence)

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(self.sentence)


class Same:
    """The second typing must be the first."""

    def __init__(self, other: str, sentence: str) -> None:
        self.other, self.sentence = other, typo(sentence)

    def __call__(self, form: Any, field: Any) -> None:
        if field.data != form[self.other].data:
            raise ValidationError(self.sentence)


class _Unsaid(TextInput):
    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return super().__call__(field, **{**kwargs, "value": ""})


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


def page(
    template: str, form: Form | None = None, *, status: int | None = None, **context: Any
) -> tuple[str, int]:
    """The page of that template: 422 where the form has errors, else 200, unless `status` says otherwise."""
    refused = form is not None and bool(form.errors)
    return render_template(template, form=form, **context), status or (422 if refused else 200)


def done(
    fact: str, to: str, *, more: str = "", href: str = "", label: str = "", tone: str = "ok"
) -> Response:
    """Says what was done, its consequence and the way on, then leads to the address (303)."""
    if fact:
        parts = {"fact": typo(fact), "more": typo(more), "href": href, "label": label}
        flash({name: text for name, text in parts.items() if text}, tone)  # type: ignore[arg-type]
    return redirect(to, 303)


def row_id(text: str) -> int:
    """The number of a row in an address; anything that cannot be one is a page that does not exist."""
    if not re.fullmatch(r"[0-9]{1,19}", text) or not 0 < int(text) <= LARGEST_ID:
        abort(404)
    return int(text)


def page_number(text: str | None) -> int:
    """The number of a page of a list, the first by default; nonsense is 404."""
    return row_id(text) if text else 1
