"""The call under way: pages that the assistance opens carry it in their address, and lead back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from models.accounts import ProAccount
from models.attachments import Attachment
from models.companies import Company
from models.concessions import Concession

PARAMETER = "appel"
KEPT = ("q", "structure", "compte", "concession", "intitule")
"""What the assistance's address holds: the query, and what was chosen among what it found."""

LONGEST = 1_000

Value = str | int | None


@dataclass(frozen=True)
class Call:
    """A call as the assistance's own address holds it."""

    args: Mapping[str, str]

    def focus(self, **changes: Value) -> dict[str, str | int]:
        """The same address with changes; what is None is dropped."""
        kept: dict[str, Value] = {name: self.args.get(name) for name in KEPT}
        return {
            name: value for name, value in {**kept, **changes}.items() if value is not None and value != ""
        }

    def carried(self, **changes: Value) -> str:
        """The same for pages that must lead back here."""
        return carried(**self.focus(**changes))


def carried(**focus: Value) -> str:
    """The call as a parameter: `url_for(…, appel=calls.carried(q=…))`."""
    return urlencode([(name, str(value)) for name in KEPT if (value := focus.get(name)) not in (None, "")])


def under_way() -> dict[str, str] | None:
    """What the call that led here had come to; None for a page that was opened otherwise."""
    text = request.args.get(PARAMETER)
    if text is None or len(text) > LONGEST:
        return None
    return {name: value for name, value in parse_qsl(text) if name in KEPT}


def back(**focus: Value) -> str | None:
    """The assistance of the call that led here, with what was made or changed meanwhile in focus."""
    kept = under_way()
    if kept is None:
        return None
    address: dict[str, Any] = {**kept, **focus}
    return url_for("assistance.index", **address)


def focus_on(row: object) -> dict[str, int]:
    """What puts a row in the middle of the assistance."""
    if isinstance(row, ProAccount):
        return {"compte": row.id}
    if isinstance(row, Company):
        return {"structure": row.id}
    if isinstance(row, Concession):
        return {"concession": row.id}
    if isinstance(row, Attachment):
        return {"concession": row.concession_id}
    return {}
