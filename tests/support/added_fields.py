"""Fields that tests add, and their values."""

from __future__ import annotations

import msgspec

from models import shaping
from models.kernel.access.sessions import SHAPED
from models.kernel.base import db
from models.shaping.fields.body import Field, FieldType, Noun, Option
from models.shaping.kinds.custom_field import NAME as KIND
from models.shaping.live import in_use
from models.shaping.queries import body_of, find_shape

CONTRACT = "numero-de-marche"

SIGNS = {
    FieldType.TEXT: "2026-V-014",
    FieldType.LONG_TEXT: "Voir le marché\net son avenant",
    FieldType.NUMBER: "1 250,5",
    FieldType.DATE: "01/12/2026",
    FieldType.YES_NO: "oui",
    FieldType.CHOICE: "gaz",
    FieldType.CHOICES: "gaz",
    FieldType.PHONE: "02 35 22 33 44",
    FieldType.EMAIL: "Marche@Example.org",
    FieldType.SIRET: "005 420 021 00023",
}
"""What one types of each type."""

OPTIONS = [Option("gaz", "Gaz"), Option("eau", "Eau potable")]


def add(key=CONTRACT, label="Numéro de marché", type=FieldType.TEXT, *, noun=Noun.CONCESSION, actor, **facts):
    """A field that holds at once."""
    if type in (FieldType.CHOICE, FieldType.CHOICES):
        facts.setdefault("choices", OPTIONS)
    field = Field(noun=noun, label=label, type=type, **facts)
    shaping.propose([shaping.Wanted(KIND, key, field)], actor=actor)
    return field


def change(key=CONTRACT, *, actor, **facts):
    """Some facts of a field; the rest stays."""
    body = msgspec.structs.replace(body_of(find_shape(KIND, key)), **facts)
    return shaping.propose([shaping.Wanted(KIND, key, body)], actor=actor)


def held():
    """The fields that hold, as the next page sees them."""
    db.session().info.pop(SHAPED, None)
    return in_use(KIND)
