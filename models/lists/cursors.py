"""Places in a list: the order that it goes by, and the row after which a page begins."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from models.kernel.types import UtcDateTime

LARGEST_ID = 2**63 - 1
LONGEST_CURSOR = 2_000


class BadCursor(ValueError):
    """A place in a list that no list of ours ever gave."""


@dataclass(frozen=True)
class Order:
    """By which key a list goes; ties are broken by the id, in the same direction.

    The key must be NOT NULL and stand before the id in one index: then any page is found at once.
    """

    key: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[int]
    descending: bool = False

    @property
    def newest_first(self) -> Order:
        """The rows by their number, the last one first."""
        return Order(self.id, self.id, descending=True)


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the page begins after this row, or ends before it."""

    key: object
    id: int
    before: bool = False

    def encode(self) -> str:
        """For an address; opaque."""
        key = self.key.isoformat() if isinstance(self.key, date) else self.key
        plain = json.dumps([key, self.id], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, order: Order, *, before: bool = False) -> Cursor:
        """The place that an address tells; raises `BadCursor`."""
        if not text.isascii() or len(text) > LONGEST_CURSOR:
            raise BadCursor
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            key, number = json.loads(plain.decode())
            if type(number) is not int or not 0 < number <= LARGEST_ID:
                raise BadCursor
            kind = datetime if isinstance(order.key.type, UtcDateTime) else order.key.type.python_type
            return cls(_key(key, kind), number, before)
        except (RecursionError, TypeError, ValueError) as error:
            raise BadCursor from error


def _key(key: object, kind: type) -> object:
    if kind is datetime and isinstance(key, str):
        moment = datetime.fromisoformat(key)
        if moment.tzinfo is None:
            raise BadCursor
        return moment
    if kind is date and isinstance(key, str):
        return date.fromisoformat(key)
    if type(key) is not kind or (isinstance(key, int) and not -LARGEST_ID <= key <= LARGEST_ID):
        raise BadCursor
    if isinstance(key, str) and (b"\0" in key.encode()):  # a lone surrogate does not encode: a ValueError too
        raise BadCursor
    return key
