"""The forms of added fields: what administrators say of one, and what staff type into those of a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from wtforms import Field as Input
from wtforms import HiddenField

from models.permissions import TABLE, Permission, Role
from models.shaping.bodies import LONGEST_KEY
from models.shaping.fields.body import (
    LONGEST_HELP,
    LONGEST_LABEL,
    Field,
    FieldType,
    Noun,
    Option,
)
from models.shaping.fields.values import LONGEST_LONG_TEXT, LONGEST_TEXT, NO, YES, read, shown
from models.values.text import fold
from views.fields import (
    Choice,
    Day,
    Email,
    Form,
    LongText,
    Phone,
    SiretText,
    Text,
    Tick,
    Versioned,
    as_dialled,
)
from views.fields.boxes import Boxes
from views.fields.checks import Needed
from views.formats import typo
from views.messages import LABELS, label_of

RETIRED = " (retiré)"
ROLES = [(role.value, label_of(role)) for role in Role]
WRITERS = [(role.value, label_of(role)) for role in Role if Permission.FILL_FIELDS in TABLE[role]]
NAME = "f_"
"""How the name of an input begins; the field's key follows."""


class FieldForm(Form):
    """What administrators say of a field."""

    noun = Choice("Fiche", LABELS["Noun"].items(), needed="Choisissez la fiche.")
    label = Text("Nom", needed="Donnez un nom au champ.", longest=LONGEST_LABEL)
    type = Choice("Genre", LABELS["FieldType"].items(), needed="Choisissez un genre.")
    help = Text("Aide", hint="Elle se lit au-dessus du champ.", longest=LONGEST_HELP)
    choices = LongText(
        "Choix",
        hint="Un par ligne, pour un champ de choix. Pour renommer, gardez ce qui précède « : ». "
        "« (retiré) » à la fin n’offre plus le choix et garde ce qui est saisi.",
        longest=4_000,
    )
    default = Text("Valeur proposée", longest=LONGEST_TEXT)
    compulsory = Tick("Obligatoire", hint="Qui remplit les champs de la fiche ne peut le laisser vide.")
    seen_by = Boxes("Qui le voit", ROLES, description="Rien de coché : tous.")
    written_by = Boxes("Qui l’écrit", WRITERS, description="Rien de coché : agents et superviseurs.")
    place = Text("Rang", hint="Les champs se suivent par rang, puis par nom.", longest=4)
    reason = Text("Motif", hint="Il reste dans l’historique.", longest=250)
    version = HiddenField()

    @property
    def body(self) -> Field:
        """The field that was typed."""
        typed = (self.place.data or "0").strip()
        return Field(
            noun=Noun(self.noun.data),
            label=self.label.data or "",
            type=FieldType(self.type.data),
            help=self.help.data or "",
            choices=_options(self.choices.data or ""),
            compulsory=bool(self.compulsory.data),
            default=self.default.data or "",
            seen_by=[Role(role) for role in self.seen_by.data or ()],
            written_by=[Role(role) for role in self.written_by.data or ()],
            place=int(typed) if typed.isascii() and typed.isdigit() else 0,
        )

    @property
    def key(self) -> str:
        """The key of a new field, of its name."""
        return slug(self.label.data or "")


def typed_of(field: Field) -> dict[str, object]:
    """What the form holds of a field as it stands."""
    return {
        "noun": field.noun.value,
        "label": field.label,
        "type": field.type.value,
        "help": field.help,
        "choices": "\n".join(f"{o.key} : {o.label}{RETIRED if o.retired else ''}" for o in field.choices),
        "default": field.default,
        "compulsory": field.compulsory,
        "seen_by": list(field.seen_by),
        "written_by": list(field.written_by),
        "place": str(field.place or ""),
    }


def slug(words: str) -> str:
    """A key of words: `numero-de-marche`."""
    found = re.sub("[^a-z0-9]+", "-", fold(words)).strip("-")
    return (found if found[:1].isalpha() else f"c-{found}".strip("-"))[:LONGEST_KEY].strip("-")


def _options(text: str) -> list[Option]:
    options = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        retired = line.endswith(RETIRED.strip())
        key, colon, label = line.removesuffix(RETIRED.strip()).strip().partition(":")
        label = label.strip() if colon else key.strip()
        options.append(Option(slug(key), label, retired))
    return options


class FillForm(Versioned):
    """What staff type into the fields of a row; its inputs are those of the fields that they write."""

    shown_fields: Mapping[str, Field]

    @property
    def typed(self) -> dict[str, str | list[str]]:
        """What was typed of each field that the form showed, by its key."""
        return {key: _typed(self[_name(key)].data) for key in self.shown_fields}

    def refuse_field(self, sentence: str, key: str) -> None:
        """A refusal beside the field of that key."""
        self.refuse(sentence, _name(key))


def fill_form(fields: Mapping[str, Field], kept: Mapping[str, Sequence[str]], version: int) -> FillForm:
    """The form of these fields, with what the row holds; a field that was never filled has its default."""
    inputs = {_name(key): _input(field, kept.get(key, ())) for key, field in fields.items()}
    held = {_name(key): _held(field, kept.get(key, ())) for key, field in fields.items()}
    form: FillForm = type("FillForm", (FillForm,), inputs)(data={**held, "version": str(version)})
    form.shown_fields = fields
    return form


def _name(key: str) -> str:
    return NAME + key.replace("-", "_")


def _typed(data: object) -> str | list[str]:
    if isinstance(data, list):
        return [str(entry) for entry in data]
    return "" if data is None else str(data)


def _held(field: Field, kept: Sequence[str]) -> object:
    values = list(kept) or ([read("", field, field.default)] if field.default else [])
    if field.type is FieldType.CHOICES:
        return values
    if not values:
        return None
    if field.type is FieldType.PHONE:
        return as_dialled(values[0])
    if field.type is FieldType.DATE:
        return date.fromisoformat(values[0])
    if field.type in (FieldType.CHOICE, FieldType.YES_NO):
        return values[0]
    return shown(field, values[0])


def _input(field: Field, kept: Sequence[str]) -> Input:
    needed = f"Remplissez « {field.label} »." if field.compulsory else None
    offered = [(o.key, o.label) for o in field.choices if not o.retired or o.key in kept]
    label, hint = field.label, field.help
    match field.type:
        case FieldType.LONG_TEXT:
            return LongText(label, needed=needed, hint=hint, longest=LONGEST_LONG_TEXT)
        case FieldType.NUMBER:
            return Text(label, needed=needed, hint=hint, longest=30, attributes={"inputmode": "decimal"})
        case FieldType.DATE:
            return Day(label, [Needed(needed)] if needed else [], description=typo(hint))
        case FieldType.YES_NO:
            return Choice(label, [(YES, "Oui"), (NO, "Non")], needed=needed, hint=hint)
        case FieldType.CHOICE:
            return Choice(label, offered, needed=needed, hint=hint)
        case FieldType.CHOICES:
            return Boxes(label, offered, needed=needed or "", description=typo(hint))
        case FieldType.PHONE:
            return Phone(label, needed=needed, hint=hint)
        case FieldType.EMAIL:
            return Email(label, needed=needed, hint=hint)
        case FieldType.SIRET:
            return SiretText(label, needed=needed, hint=hint)
    return Text(label, needed=needed, hint=hint, longest=LONGEST_TEXT)
