"""A form that corrects a row which others may correct meanwhile: who was faster, and what is kept.

The page carries what the person saw (`before`) beside the version. When somebody saved first, a fact that
only they changed is taken over, one that only this person changed stays, and where both did, the page asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import request
from wtforms import HiddenField

from models import audit
from models.audit import AuditEvent
from models.kernel.errors import Stale
from models.kernel.optimistic_lock import Versioned
from views.backoffice.kit.columns import number_of
from views.backoffice.kit.history import moment_of
from views.fields import Form
from views.messages import value_of_fact

KEEP = "keep_"
"""With a field's name: whose value is kept, `theirs` or `mine`."""


@dataclass(frozen=True)
class Crossing:
    """One fact that somebody else saved meanwhile: what was read here, what they left, what is typed here."""

    label: str
    seen: str | None
    theirs: str
    mine: str
    who: str = ""
    when: datetime | None = None


class VersionedForm(Form):
    """A form that changes a row: it knows which version the person saw, and what others did meanwhile."""

    version = HiddenField()
    before = HiddenField()

    crossings: dict[str, Crossing]
    """By field, where two people changed the same fact: the page asks which value is kept."""

    taken: dict[str, Crossing]
    """By field, what only the others changed: already in the form."""

    def __init__(self, *args: object, obj: object = None, **kwargs: object) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.crossings, self.taken = {}, {}
        self.kind = getattr(obj, "audit_kind", "")
        if self.is_submitted() and not self.version.raw_data:
            self.version.data = ""  # what is left out is no version, and not the row's own
        if obj is not None and not self.is_submitted():
            self.before.data = json.dumps({name: getattr(obj, name) for name in self.own})

    @property
    def own(self) -> list[str]:
        """The fields that correct a fact."""
        return [name for name in self._fields if name not in ("version", "before")]

    @property
    def version_seen(self) -> int:
        """The version that the person saw; nonsense is a version that never was."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def changes(self) -> dict[str, str]:
        """What was typed, by field name."""
        return {name: self[name].data for name in self.own}

    def settle(self, row: Versioned) -> None:
        """Takes from the row what the person chose to keep of the others, if it is still what they read."""
        for name in self.own if self.version_seen == row.version else ():
            if request.form.get(KEEP + name) == "theirs":
                self[name].data = getattr(row, name)

    def save(self, row: Versioned, write: Callable[[], object]) -> None:
        """Writes; where somebody saved first, again over what does not cross, else raises `Stale`."""
        try:
            write()
        except Stale as stale:
            if self.meets(stale, row):
                raise
            # A newer version, but of nothing that this form shows; or both wrote the same.
            write()

    def meets(self, stale: Stale, row: Versioned) -> bool:
        """Takes the version that others left and sorts out what they changed; False when nothing crosses."""
        current, wanted = stale.facts["current"], stale.facts["wanted"]
        saved = audit.last_to_change(self.kind, number_of(row), self.own)
        was = self._was()
        self.crossings, self.taken = {}, {}
        for name in self.own:
            theirs, mine, seen = current[name], wanted.get(name), was.get(name)
            if mine == theirs or (name in was and seen == theirs):
                continue  # the same on both sides, or changed here alone
            crossing = self._crossing(name, seen if name in was else None, theirs, mine, saved.get(name))
            if name in was and mine == seen:
                self.taken[name], self[name].data = crossing, theirs
            else:
                self.crossings[name] = crossing
        self._refill("version", str(stale.facts["version"]))
        self._refill("before", json.dumps(current))
        return bool(self.crossings or self.taken)

    def _was(self) -> dict[str, object]:
        try:
            seen = json.loads(self.before.data or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _refill(self, name: str, text: str) -> None:
        self[name].data, self[name].raw_data = text, None

    def _crossing(
        self, name: str, seen: object, theirs: object, mine: object, event: AuditEvent | None
    ) -> Crossing:
        who = moment_of(event).who if event is not None else ""
        when = event.at if event is not None else None
        read = None if seen is None else value_of_fact(name, seen, self.kind)
        left, typed = (value_of_fact(name, value, self.kind) for value in (theirs, mine))
        return Crossing(self[name].label.text, read, left, typed, who, when)

    @property
    def faster(self) -> Crossing | None:
        """The one whom the page names first: of what others saved, the latest."""
        dated = [
            crossing
            for crossing in (*self.crossings.values(), *self.taken.values())
            if crossing.when is not None
        ]
        return max(dated, key=lambda crossing: (crossing.when, crossing.label), default=None)
