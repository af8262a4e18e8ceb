"""What a screen declares: columns and facts, filters, actions on a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from models.lists.counts import Wanted
from models.lists.paging import Clause
from models.lists.several import Bound
from models.permissions import Permission
from models.values.days import is_plausible, today
from views import formats, keys
from views.fields import printable
from views.messages import Tag, proof_of, tag_of

Value = str | Callable[[Any], object]
"""A path of attributes (`company.name`) or a function of the row."""

Args = dict[str, Any]
"""The parameters of an address, as `url_for` takes them."""

LONGEST = 200


@lru_cache(1_000)
def reader(value: Value) -> Callable[[object], object]:
    """Finds in a row what a declaration names; a missing step on the way is None."""
    if callable(value):
        return value
    first, *others = value.split(".")
    if not others:
        return attrgetter(first)

    def read(row: object) -> object:
        found = getattr(row, first)
        for name in others:
            if found is None:
                return None
            found = getattr(found, name)
        return found

    return read


def value_of(row: object, value: Value) -> object:
    """What a declaration finds in a row."""
    return reader(value)(row)


def number_of(row: object) -> int:
    """The number of a row, by which addresses name it."""
    return int(str(value_of(row, "id")))


@dataclass(frozen=True)
class Column:
    """A column of a list, or a fact of a detail.

    `show` is how it is drawn: text, mono, siret, phone, stamp, day, moment, tag (an enum member, or a `Tag`),
    proof, lines (line breaks kept), yes (yes or no). `sort` names the model's attribute; it must be NOT NULL
    and indexed with the id. `under` is a second, small line, named `second` in files. `export` replaces the
    value in files.
    """

    label: str
    value: Value
    show: str = "text"
    sort: str | None = None
    under: Value | None = None
    second: str = ""
    export: Value | None = None
    href: Callable[[Any], str | None] | None = None
    optional: bool = False
    """Shown in a list to those who chose it alone; files have it always."""

    name: str = ""
    """By which a choice is kept, where the label may change: that of an added field."""

    def text(self, row: object) -> str:
        """The value as a file tells it."""
        found = value_of(row, self.export or self.value)
        if found is None:
            return ""
        if isinstance(found, Tag):
            return found.words
        if self.show == "tag" and isinstance(found, Enum):
            return tag_of(found).words
        if self.show == "proof":
            return proof_of(str(found)).words
        if isinstance(found, datetime):
            return formats.local(found).strftime("%d/%m/%Y %H:%M")
        if isinstance(found, date):
            return found.strftime("%d/%m/%Y")
        if isinstance(found, bool):
            return "oui" if found else "non"
        if self.show == "phone":
            return formats.phone(str(found)).replace(formats.NBSP, " ")
        return str(found)


def usual(columns: Sequence[Column]) -> list[Column]:
    """Those that a list shows to whoever chose none."""
    return [column for column in columns if not column.optional]


@dataclass(frozen=True)
class Filter:
    """A filter of a list: a GET parameter, a clause, a chip.

    `control` is select (with `choices`), text (`choices` are suggested), date (an ISO day) or hidden (reached
    by links only: an id, or what `reads` makes of the parameter). `where` names the attribute that has the
    value, or makes its clause, in the models; `words` tells a value in the chip. The choices of a `facet`
    stand above the list, each one step away; `more` puts the control behind « Plus de filtres ». `indexed`
    names the choices that an index finds: counted in a long list too. `sorts` names the keys by which an
    index leads to what it leaves, the likeliest first: while it is applied the list is sorted by no other.
    `cells` names the dimension of the kept counts that has the value, or tells which cells have a choice's
    rows; `less` is the clause of the few that are counted there though the choice leaves them out. `bind` is
    for a clause that holds more than the value, which else a kept statement is told (kit/related.py).
    """

    name: str
    label: str
    where: str | Callable[[Any], Clause]
    choices: Sequence[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]] = ()
    control: str = "select"
    words: Callable[[Any], str] | None = None
    reads: Callable[[str], object] | None = None
    facet: bool = False
    every: str = "Tous"
    more: bool = False
    sorts: Sequence[str] = ()
    cells: str | Callable[[str], Wanted | None] | None = None
    less: Callable[[str], Clause | None] | None = None
    indexed: Collection[str] = ()
    bind: Callable[[Any], Bound | None] | None = None

    def clause(self, model: object, value: Any) -> Clause:
        """What it leaves of the rows of a model."""
        if callable(self.where):
            return self.where(value)
        found: Clause = getattr(model, self.where) == value
        return found

    def wanted(self, value: str) -> Wanted | None:
        """In which cells of the kept counts a choice's rows are; None where no cell tells."""
        if callable(self.cells):
            return self.cells(value)
        return None if self.cells is None else {self.cells: [value]}

    def listed(self) -> list[tuple[str, str]]:
        """The choices, computed where they are."""
        return list(self.choices() if callable(self.choices) else self.choices)

    def read(self, text: str) -> object:
        """The value that a parameter tells; raises ValueError for what this filter never gave."""
        if self.reads is not None:
            return self.reads(text)
        if self.control == "date":
            if len(text) != 10 or not is_plausible(day := date.fromisoformat(text), today()):
                raise ValueError(text)
            return day
        if self.control == "hidden":
            if not (text.isascii() and text.isdigit()) or not 0 < int(text[:20]) < 2**63:
                raise ValueError(text)
            return int(text)
        if self.control == "text":
            if not (typed := searched(text)):
                raise ValueError(text)
            return typed
        if text not in dict(self.listed()):
            raise ValueError(text)
        return text

    def chip(self, value: Any) -> str:
        """The chip: `État : en pause`."""
        if self.words is not None:
            words = self.words(value)
        elif self.control == "date":
            words = formats.day(value)
        elif self.control == "text":
            words = value
        else:
            words = dict(self.listed()).get(str(value), str(value))
        return formats.typo(f"{self.label} : {words}")


@dataclass(frozen=True)
class Section:
    """A card of facts on a detail; `sparse` leaves out what has not come about."""

    title: str
    facts: Sequence[Column]
    sparse: bool = False

    def facts_of(self, row: object) -> list[Column]:
        """The facts to show of this row."""
        return [
            entry for entry in self.facts if not self.sparse or value_of(row, entry.value) not in (None, "")
        ]


@dataclass(frozen=True)
class Way:
    """A way on from a list: shown where it is served, to those who may take it."""

    label: str
    endpoint: str
    permission: Permission = Permission.READ
    icon: str = ""


@dataclass(frozen=True)
class Empty:
    """What a list says while it has no row at all: what it is for, how it fills, the ways to fill it."""

    text: str = ""
    ways: Sequence[Way] = ()


@dataclass(frozen=True)
class Action:
    """A way on from a row: a link to a page that asks and does.

    `unless`: why it is not possible now, which is then written under the disabled button; `see` is an address
    and its words, where that comes from. `tone` is left to `arranged`, save for `stop`.
    """

    label: str
    href: str
    permission: Permission = Permission.READ
    icon: str = ""
    tone: str = ""
    key: str = ""
    """One letter that does it from this page, shown on the button."""

    unless: str = ""
    see: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        assert self.key not in keys.taken(), f"{self.key} has its meaning everywhere"


def arranged(actions: Sequence[Action]) -> list[Action]:
    """What may be done first, by likelihood; one primary button: the likeliest that is no danger."""
    possible = [entry for entry in actions if not entry.unless]
    likely = next((entry for entry in possible if not entry.tone), None)
    toned = [
        replace(entry, tone=entry.tone or ("primary" if entry is likely else "quiet")) for entry in possible
    ]
    return toned + [replace(entry, tone="quiet") for entry in actions if entry.unless]


@dataclass(frozen=True)
class Moment:
    """One entry of a history."""

    what: str
    when: datetime
    icon: str = "circle"
    tone: str = ""
    who: str = ""
    why: str = ""
    proof: str = ""
    changes: Sequence[tuple[str, str, str]] = ()
    """Name, before and after of each fact that changed."""

    href: str = ""
    """Its entry in the trail, for those who may read that."""


@dataclass(frozen=True)
class Criteria:
    """What the address of a list asks for, read and checked."""

    search: str = ""
    sort: int | None = None
    descending: bool = False
    filters: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)

    def args(self, **changes: object) -> Args:
        """The parameters of the same list with changes; None drops one."""
        sorting = (
            {} if self.sort is None else {"sort": str(self.sort), "desc": "1" if self.descending else "0"}
        )
        parameters = {"search": self.search, **sorting, **self.filters, **changes}
        return {name: str(value) for name, value in parameters.items() if value not in (None, "")}


def searched(text: str) -> str:
    """A search as it is looked up and shown: one line, printable, not endless."""
    return printable(text)[:LONGEST].strip()
