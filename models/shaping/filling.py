"""The values of a row's fields: read with it, written by a form that showed them, each with its trace."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import lock_row
from models.kernel.optimistic_lock import advance, has_moved
from models.kernel.transactions import transaction
from models.shaping.fields.body import Field, FieldType, Noun
from models.shaping.fields.tables import VALUES
from models.shaping.fields.values import key_of, read, shown
from models.shaping.kinds.custom_field import NAME as KIND
from models.shaping.live import ever, in_use, numbers
from models.shaping.refusals import ShapeUnknown

FACT = "champ:"
"""What the trail calls the value of a field: this, and its key."""

Answers = Mapping[str, str | Sequence[str]]
"""What was typed, by the field's key; several choices as a list."""


class FieldNeeded(DomainError):
    """The field may not be left empty (facts: `key`, `label`)."""


class NothingToFill(DomainError):
    """No field of such a row is written by who asks."""


def fields_of(noun: Noun, role: str, *, writing: bool = False) -> dict[str, Field]:
    """The fields of a noun that a role sees, or writes, by key and in their order."""
    found = {
        key: field
        for key, field in in_use(KIND).items()
        if field.noun == noun and (field.is_written_by(role) if writing else field.is_seen_by(role))
    }
    return dict(sorted(found.items(), key=lambda entry: (entry[1].place, entry[1].label.lower())))


def find_field(fact: str) -> Field | None:
    """The field of which the trail tells, in use or retired; None for any other fact."""
    return ever(KIND).get(fact.removeprefix(FACT)) if fact.startswith(FACT) else None


def values_of(
    noun: Noun,
    rows: Collection[int],
    keys: Collection[str] | Mapping[int, str],
    *,
    session: Session | None = None,
) -> dict[int, dict[str, list[str]]]:
    """The kept values of some rows by their number and the field's key; of the fields that are named.

    `keys`: or by their numbers, where they were asked for before; `session`: one of its own.
    """
    wanted = keys if isinstance(keys, Mapping) else numbered(keys)
    if not rows or not wanted:
        return {}
    table: Any = VALUES[noun]
    query = select(table.subject_id, table.field_id, table.value)
    query = query.where(table.subject_id.in_(list(rows)), table.field_id.in_(list(wanted)))
    found: dict[int, dict[str, list[str]]] = {}
    query = query.order_by(table.subject_id, table.field_id, table.position)
    for subject, field, value in (session or db.session()).execute(query):
        found.setdefault(subject, {}).setdefault(wanted[field], []).append(value)
    return found


def numbered(keys: Collection[str]) -> dict[int, str]:
    """By its number the key of each of these fields."""
    return {number: key for key, number in numbers(KIND).items() if key in keys}


def in_words(field: Field, values: Sequence[str]) -> str:
    """What a row's field holds, as plain text; choices side by side."""
    return ", ".join(shown(field, value) for value in values)


def fill(row: Any, answers: Answers, *, version: int, actor: Actor) -> bool:
    """Writes what a form showed and a person typed; an answer that is empty takes the value away.

    What is not among the answers stays. False where all was so already. Raises `NotAllowed` for a field that
    the actor does not write, `ShapeUnknown` for one that was retired meanwhile, `Stale` when somebody saved
    first, `FieldNeeded`, `FieldValueRefused`.
    """
    noun = Noun(row.audit_kind)
    with transaction():
        lock_row(row)
        if has_moved(row, version):
            raise Stale(version=row.version, seen=version)
        wanted = {key: _read(noun, key, typed, actor) for key, typed in answers.items()}
        kept = values_of(noun, [row.id], list(wanted)).get(row.id, {})
        changed = {key: values for key, values in wanted.items() if values != kept.get(key, [])}
        if not changed:
            return False
        for key, values in changed.items():
            _write(noun, row, key, values)
        advance(row)
        fields = in_use(KIND)
        before, after = (
            {f"{FACT}{key}": in_words(fields[key], side.get(key, [])) for key in changed}
            for side in (kept, wanted)
        )
        audit.record(AuditAction.FIELDS_FILLED, row, actor=actor, before=before, after=after)
        return True


def _read(noun: Noun, key: str, typed: str | Sequence[str], actor: Actor) -> list[str]:
    field: Field | None = in_use(KIND).get(key)
    if field is None or field.noun != noun:
        raise ShapeUnknown
    if actor.kind != "system" and not field.is_written_by(actor.role):
        raise NotAllowed
    several = [typed] if isinstance(typed, str) else typed
    values = list(dict.fromkeys(read(key, field, text) for text in several if text.strip()))
    if field.type is FieldType.CHOICES:
        order = {option.key: place for place, option in enumerate(field.choices)}
        values.sort(key=order.__getitem__)
    else:
        values = values[:1]
    if field.compulsory and not values:
        raise FieldNeeded(key=key, label=field.label)
    return values


def _write(noun: Noun, row: Base, key: str, values: Sequence[str]) -> None:
    table, session, field = VALUES[noun], db.session(), in_use(KIND)[key]
    number, subject = numbers(KIND)[key], getattr(row, "id")  # noqa: B009 - not every table has one
    here = select(table).where(table.subject_id == subject, table.field_id == number)
    held = {entry.position: entry for entry in session.scalars(here)}
    for position, value in enumerate(values):
        entry = held.pop(position, None)
        if entry is None:
            entry = table(subject_id=subject, field_id=number, position=position)
            session.add(entry)
        entry.value, entry.key = value, key_of(field, value)
    for entry in held.values():
        session.delete(entry)
