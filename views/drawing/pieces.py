"""The smallest pieces of a page: an icon, a state, a proof, a time. Templates call them as `m.icon(…)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Protocol

from markupsafe import Markup, escape

from views import formats
from views.messages import Tag, proof_of, tag_of

KEPT = 1_000
"""So many icons and states are drawn once: most are few, those that name a moment come and go."""


def whole(html: str) -> Markup:
    """What was put together of our own words and of escaped values."""
    return Markup(html)  # noqa: S704


@lru_cache(KEPT)
def icon(name: str) -> Markup:
    """One of our icons."""
    return whole(f'<i class="b-i i-{escape(name)}"></i>')


@lru_cache(KEPT)
def badge(state: Tag) -> Markup:
    """A state in its own words."""
    tone = f" is-{escape(state.tone)}" if state.tone else ""
    return whole(f'<span class="b-tag{tone}">{icon(state.icon)}{escape(state.words)}</span>')


@lru_cache(KEPT, typed=True)  # members of two enumerations may be the same text
def _tag_of_member(status: Enum) -> Markup:
    return badge(tag_of(status))


def tag(status: Enum | str, value: str | None = None, words: str | None = None) -> Markup:
    """`tag(account.status)`, `tag("MailState", mail.state)`; `words` may say more than the table."""
    state = tag_of(status, value)
    return badge(Tag(state.tone, state.icon, words) if words else state)


def state(found: Tag | Enum) -> Markup:
    """A state, whichever way it is known."""
    return badge(found) if isinstance(found, Tag) else _tag_of_member(found)


@lru_cache(KEPT)
def proof(evidence: str) -> Markup:
    """How something was proved."""
    found = proof_of(evidence)
    return whole(f'<span class="b-tag b-proof">{icon(found.icon)}{escape(found.words)}</span>')


class Refusable(Protocol):
    """A button that may say why it is not to be pressed now, and where that comes from."""

    label: str
    unless: str
    see: tuple[str, str] | None


@dataclass
class Refused:
    """Buttons with one reason: the number of the first among all, by which the reason is found."""

    number: int
    see: tuple[str, str] | None
    labels: list[str] = field(default_factory=list)


def refused(buttons: Iterable[Refusable]) -> dict[str, Refused]:
    """What is not possible now, by its reason, in the order of the alphabet."""
    found: dict[str, Refused] = {}
    for number, button in enumerate(buttons):
        if button.unless:
            found.setdefault(button.unless, Refused(number, button.see)).labels.append(button.label)
    return dict(sorted(found.items(), key=lambda each: each[0].lower()))


TIMES: dict[str, Callable[[Any], str]] = {
    "stamp": formats.stamp,
    "story": formats.story,
    "moment": formats.moment,
    "day": formats.day,
    "day_short": formats.day_short,
}
IN_WORDS = ("stamp", "story")
"""These bear the exact moment as their title."""


def when(value: date | None, style: str = "stamp") -> Markup:
    """A moment or a day. `stamp` (lists) and `story` (histories) are words, with the exact moment as title.

    `moment` (facts) is exact, with how far off; `day` and `day_short` are dates.
    """
    if not value:
        return Markup("")
    # Our own words and figures, of a time alone: nothing in them is to be escaped.
    if not isinstance(value, datetime):
        return whole(f'<time datetime="{formats.iso(value)}">{TIMES[style](value)}</time>')
    known = formats.written(value)
    exact = f' title="{known.exact}"' if style in IN_WORDS else ""
    far = ""
    if style == "moment":
        far = f' <span class="text-body-secondary b-small">({formats.ago(value)})</span>'
    return whole(f'<time datetime="{known.iso}"{exact}>{TIMES[style](value)}</time>{far}')
