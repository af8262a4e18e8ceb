"""What the page of a row shows of its added fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.shaping.fields.body import Field, FieldType, Noun
from models.shaping.filling import fields_of, in_words, values_of
from models.values.contacts import show_phone
from views import formats
from views.backoffice.kit.columns import Column, Section

TITLE = "Autres champs"
NOUNS = {noun.value: noun for noun in Noun}


def section_of(row: Any, role: str) -> list[Section]:
    """The card of a row's fields that this role sees; none where there is no field."""
    noun = NOUNS.get(getattr(row, "audit_kind", ""))
    fields = fields_of(noun, role) if noun is not None else {}
    if noun is None or not fields:
        return []
    kept = values_of(noun, [row.id], list(fields)).get(row.id, {})
    facts = [_fact(field, kept.get(key, [])) for key, field in fields.items()]
    return [Section(TITLE, facts)]


def _fact(field: Field, values: list[str]) -> Column:
    words = words_of(field, values)
    return Column(field.label, lambda _: words, show="lines" if field.type is FieldType.LONG_TEXT else "text")


def words_of(field: Field, values: list[str]) -> str:
    """A row's values as people read them."""
    if not values:
        return ""
    match field.type:
        case FieldType.DATE:
            return formats.day(date.fromisoformat(values[0]))
        case FieldType.NUMBER:
            return values[0].replace(".", ",")
        case FieldType.PHONE:
            return show_phone(values[0])
        case FieldType.SIRET:
            return str(formats.siret(values[0]))
    return in_words(field, values)
