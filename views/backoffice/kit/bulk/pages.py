"""The pages of a step for several rows: told row by row before it is taken, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import InstrumentedAttribute

from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.base import Base
from models.kernel.errors import DomainError
from models.lists import loading, paging
from views import access, formats
from views.backoffice.kit.bulk.outcomes import Line, keep
from views.backoffice.kit.bulk.steps import Step
from views.backoffice.kit.columns import Column, number_of, value_of
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.listing import AFTER, BEFORE, LAST, Listing
from views.backoffice.kit.row_actions import Verb, fill
from views.drawing import addresses
from views.fields import Answers, Form, done, row_id
from views.messages import refusal

LIMIT = 200
"""At once: each row is told on the page before, and takes its own transaction after."""

NONE_CHOSEN = "Aucune ligne n’est choisie."
HOW_TO_CHOOSE = "Cochez des lignes, puis dites quoi en faire."
TOO_MANY = f"{LIMIT} lignes au plus à la fois : traitez celles-ci, puis les autres."
NOTHING_DONE = "Rien n’a changé."


@dataclass
class Picked:
    """The rows that were chosen: `rows` fit the step, `left` stay as they are, `missing` are nowhere."""

    every: list[Base] = field(default_factory=list)
    rows: list[Base] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    missing: int = 0
    more: bool = False


@dataclass(frozen=True)
class Offer:
    """What stands under a list: the steps, what their form carries along, the ways to choose many rows."""

    steps: Sequence[tuple[Step, str]]
    hidden: Sequence[tuple[str, str]]
    page: str
    page_is_chosen: bool
    whole: str


class Bulk:
    """Mixed into `Screen`: opens `/console/<screen>/lot/<name>` for each step, to whoever may take it."""

    actions: ClassVar[Sequence[Verb]]
    bulk: ClassVar[Sequence[Step]] = ()
    bulk_template: ClassVar[str] = "admin/model/bulk.html"

    _key_attribute: Callable[[], InstrumentedAttribute[int]]
    _query: Callable[[Listing], paging.Query]
    _found: Callable[[Listing], paging.Query]
    _get_list_extra_args: Callable[[], Listing]
    columns: ClassVar[Sequence[Column]]
    endpoint: str
    form_page: Callable[..., tuple[str, int]]
    heading: Callable[..., str]
    href: Callable[..., str]
    model: type[Base]
    may: Callable[[str], bool]
    nouns: ClassVar[tuple[str, str]]
    scope: Callable[[], list[paging.Clause]]
    title: ClassVar[str]

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        taken = [Step.of(step) for step in cls.actions if step.bulk is not None]
        cls.bulk = sorted(taken, key=lambda step: step.many.place)
        for step in cls.bulk:
            setattr(cls, f"bulk_{step.name}", _opened(step))

    def offer(self, shown: Listing) -> Offer | None:
        """What whoever looks may do with several rows of this list; None for nothing."""
        here = f"{self.endpoint}.bulk_"
        may = [
            (step, addresses.fixed(here + step.name)) for step in self.bulk if self.may(f"bulk_{step.name}")
        ]
        if not may or not shown.rows:
            return None
        carried = list(shown.criteria.args(**_place()).items())
        page = shown.url(**_place(), choix="page")
        return Offer(may, carried, page, request.args.get("choix") == "page", _whole(shown))

    # -- before

    def ask_bulk(self, step: Step) -> ResponseReturnValue:
        """GET says what would happen to each row; POST takes the step, row by row, and tells."""
        shown, actor, form = self._get_list_extra_args(), access.current_actor(), step.form()
        ids = _ids()
        if ids or (request.method == "GET" and "tout" in request.args):
            picked = self._picked(step, shown, ids, actor)
        else:
            picked = Picked()
        if not picked.every and not picked.missing:
            return done(NONE_CHOSEN, shown.url(**_place()), more=HOW_TO_CHOOSE, tone="wait")
        cannot = _fit(step, form, picked.rows, actor)
        if cannot and form.is_submitted():
            form.refuse(cannot)
        elif form.validate_on_submit():
            if len(ids) <= LIMIT:
                return self._respond(step, shown, picked, self._take(step, form, picked, actor))
            form.refuse(formats.typo(TOO_MANY))
        outlook = {"picked": picked, "cannot": cannot, "doing": step.words(len(picked.rows), self.nouns)}
        back = shown.url(**_place())
        return self.form_page(self.bulk_template, form, step=step, back=back, limit=LIMIT, **outlook)

    def _picked(self, step: Step, shown: Listing, ids: list[int], actor: Actor) -> Picked:
        query, first = self._query(shown) if ids else self._found(shown), ids[:LIMIT]
        query = replace(query, options=[*query.options, *loading.options(self.model, step.many.load)])
        if ids:
            query = replace(query, where=[*self.scope(), self._key_attribute().in_(first)], hits=None)
        page = paging.page(query, LIMIT)
        missing = len(first) - len(page.rows) if ids else 0
        more = page.next is not None or len(ids) > LIMIT
        picked = Picked(page.rows, missing=missing, more=more)
        for row in page.rows:
            if why := step.why_not(row, actor):
                picked.left.append(self._line(row, why))
            else:
                picked.rows.append(row)
                picked.lines.append(self._line(row, formats.typo(fill(step.many.will, row))))
        return picked

    def _line(self, row: object, words: str) -> Line:
        under = self.columns[0].under
        return Line(
            self.heading(row), str(value_of(row, under) or "") if under else "", self.href(row), words
        )

    # -- doing it

    def _take(self, step: Step, form: Form, picked: Picked, actor: Actor) -> list[Line]:
        """Takes the step for each row, whatever becomes of the others; what was refused, and why."""
        answers = form.answers
        answers.pop("submission")
        named = [(row, _key(form, step, row), self._line(row, "")) for row in picked.every]
        refused = []
        for row, once, line in named:
            try:
                _take_once(step, row, once, answers, actor)
            except DomainError as error:
                refused.append(replace(line, words=refusal(error)))
        return refused

    def _respond(
        self, step: Step, shown: Listing, picked: Picked, refused: list[Line]
    ) -> ResponseReturnValue:
        taken = len(picked.every) - len(refused)
        fact = f"{formats.plural(taken, *step.action.done.many)}." if taken else NOTHING_DONE
        if taken and not refused and not picked.missing:
            return done(fact, shown.url())
        page = keep(
            refused,
            screen=self.title,
            title=step.words(len(picked.every), self.nouns),
            fact=fact,
            tone="wait" if taken else "stop",
            back=shown.url(),
            missing=picked.missing,
        )
        return done("", page)


def _fit(step: Step, form: Form, rows: list[Base], actor: Actor) -> str:
    """Narrows the form to the rows, before it is shown and before it is read; says why it can’t."""
    if step.many.fit is None:
        return ""
    if form.is_submitted():  # what a double click has taken already asks for nothing more
        rows = [row for row in rows if idempotency.find(_key(form, step, row), type(row)) is None]
    return step.many.fit(form, rows, actor) if rows else ""


def _key(form: Form, step: Step, row: object) -> str:
    return f"{form.submission.data}:{step.name}:{number_of(row)}"


def _take_once(step: Step, row: Base, key: str, answers: Answers, actor: Actor) -> None:
    def make() -> Base:
        step.check(row, actor)  # it may have changed since the page was read
        step.run(row, **answers, actor=actor)
        return row

    idempotency.once(key, type(row), make)


def _opened(step: Step) -> Callable[[Bulk], ResponseReturnValue]:
    def view(self: Bulk) -> ResponseReturnValue:
        return self.ask_bulk(step)

    view.__name__, view.__doc__ = f"bulk_{step.name}", f"{step.verb}."
    opened = expose(f"/lot/{step.name}", ("GET", "POST"))(view)
    return access.requires(step.action.permission, step.action.fresh)(opened)


def _ids() -> list[int]:
    """The numbers that the address or the form names, once each; 404 for what can be none."""
    given = request.form if request.method == "POST" else request.args
    if request.method == "GET" and "tout" in request.args:
        return []
    return list(dict.fromkeys(map(row_id, given.getlist("id"))))


def _place() -> dict[str, str]:
    return {name: request.args[name] for name in (AFTER, BEFORE, LAST) if name in request.args}


def _whole(shown: Listing) -> str:
    """How all that the list finds is called, where this page does not show it; nothing where it does."""
    counted = shown.found if shown.is_narrowed else shown.total
    if counted.value <= len(shown.rows) and not counted.more:
        return ""
    if counted.value <= LIMIT and not counted.more:
        return f"Les {formats.plural(counted.value, *shown.nouns)} de la liste"
    return f"Les {LIMIT} premières lignes de la liste"
