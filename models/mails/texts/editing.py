"""Edits a text, makes a canned reply, puts a version or the original back: each a version with its trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models import audit
from models.audit import AuditAction
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.mails.texts import catalogue, substitution
from models.mails.texts.kinds import TextKind
from models.mails.texts.queries import find_edited, find_version
from models.mails.texts.substitution import TextMissing
from models.mails.texts.tables import EditedText, EditedTextVersion
from models.permissions import Permission
from models.values import days
from models.values.days import DayImplausible


class TextUnknown(DomainError):
    """No text has this key, or no version this number."""


class DaysCrossed(DomainError):
    """The message would end before it begins."""

    field = "until_on"


@dataclass(frozen=True)
class Wording:
    """What a text says; the days are the service message's alone."""

    subject: str
    body: str
    from_on: date | None = None
    until_on: date | None = None


def check(kind: TextKind, wording: Wording) -> None:
    """Raises what keeps this wording from being kept: see `substitution`, `DayImplausible`, `DaysCrossed`."""
    for place, text in (("subject", wording.subject), ("body", wording.body)):
        if not text.strip():
            raise TextMissing(place)
        needed = kind.needed if place == "body" else ()
        substitution.check(text, place=place, usable=kind.usable, needed=needed, linkless=kind.linked)
    for field, day in (("from_on", wording.from_on), ("until_on", wording.until_on)):
        if day is not None and not days.is_plausible(day, days.today()):
            raise DayImplausible(field=field, last=days.last_plausible(days.today()))
    if wording.from_on and wording.until_on and wording.until_on < wording.from_on:
        raise DaysCrossed


def edit(key: str, wording: Wording, *, seen: int | None = None, actor: Actor) -> EditedText:
    """Keeps a new version of a text, which holds from now on.

    `seen` is the version that the person read, 0 for one never edited: when somebody saved since, `Stale`.
    The same words again add none. Raises as `check`, and `TextUnknown`.
    """
    kind = _known(key, actor)
    check(kind, wording)
    return _keep(kind, wording, AuditAction.TEXT_CHANGED, seen=seen, actor=actor)


def add_reply(wording: Wording, *, submission: str | None = None, actor: Actor) -> EditedText:
    """Makes a canned reply of administrators' own; a form sent twice makes one. Raises as `check`."""
    if not actor.may(Permission.EDIT_TEXTS):
        raise NotAllowed
    check(catalogue.made_reply("new"), wording)

    def add() -> EditedText:
        lock("text:replies")
        number = (db.session.scalar(select(func.max(EditedText.id))) or 0) + 1
        kind = catalogue.made_reply(str(number))
        return _keep(kind, wording, AuditAction.TEXT_CHANGED, seen=None, actor=actor)

    return idempotency.once(submission, EditedText, add)


def restore(
    key: str, *, number: int | None = None, seen: int | None = None, actor: Actor
) -> EditedText | None:
    """Puts the original back, or the version of that number; what holds now stays among the versions.

    Of a reply that administrators made there is no original: it is taken away, and may be put back. None
    where the text was never edited. Raises `TextUnknown`, `Stale`; as `check` for a version of other times.
    """
    kind = _known(key, actor)
    if (row := find_edited(key)) is None:
        return None
    if not number:
        return _keep(kind, None, AuditAction.TEXT_RESTORED, seen=seen, actor=actor)
    version = find_version(row, number)
    if version is None:
        raise TextUnknown
    wording = None
    if version.subject is not None and version.body is not None:
        wording = Wording(version.subject, version.body, version.from_on, version.until_on)
        check(kind, wording)
    return _keep(kind, wording, AuditAction.TEXT_RESTORED, seen=seen, restored=number, actor=actor)


def _known(key: str, actor: Actor) -> TextKind:
    if not actor.may(Permission.EDIT_TEXTS):
        raise NotAllowed
    kind = catalogue.find(key)
    if kind is None or (catalogue.is_made(kind) and find_edited(key) is None):
        raise TextUnknown
    return kind


def _keep(
    kind: TextKind,
    wording: Wording | None,
    action: AuditAction,
    *,
    seen: int | None,
    restored: int | None = None,
    actor: Actor,
) -> EditedText:
    with transaction() as session:
        lock(f"text:{kind.key}")
        row, moment = find_edited(kind.key), now()
        before = row.version if row is not None else 0
        if seen is not None and seen != before:
            raise Stale(version=before, seen=seen)
        if row is not None and _says(row) == wording:
            return row
        if row is None:
            row = EditedText(key=kind.key, version=0)
            session.add(row)
        row.version, row.changed_at = before + 1, moment
        row.subject, row.body = (wording.subject, wording.body) if wording else (None, None)
        row.from_on, row.until_on = (wording.from_on, wording.until_on) if wording else (None, None)
        session.flush()
        session.add(
            EditedTextVersion(
                text_id=row.id,
                number=row.version,
                subject=row.subject,
                body=row.body,
                from_on=row.from_on,
                until_on=row.until_on,
                restored=restored,
                agent_id=actor.id if actor.is_staff else None,
                at=moment,
            )
        )
        after = {"version": row.version} | (
            {"restored": restored or 0} if action.endswith("restored") else {}
        )
        audit.record(action, row, actor=actor, before={"version": before}, after=after)
        return row


def _says(row: EditedText) -> Wording | None:
    if row.subject is None or row.body is None:
        return None
    return Wording(row.subject, row.body, row.from_on, row.until_on)
