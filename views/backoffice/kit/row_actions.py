"""`RowAction`: what staff do to a row, declared once, from which every way to do it is derived.

SUSPEND = RowAction(
    verb="suspend", name="suspendre", key="s", icon="pause-circle-fill", label="Suspendre", tone="quiet",
    permission=Permission.SUSPEND, operation=accounts.suspend, check=accounts.check_suspend, form=ReasonForm,
    absent=(AccountErased, AccountSuspended),
    question=Question("Suspendre le compte de {row.full_name} ?", "Suspendre le compte", "Le laisser ouvert"),
    done=Done("Le compte {row.identifier} est suspendu.", many=("compte suspendu", "comptes suspendus")),
    bulk=Several("Un courriel part à {row.email}.", consequence="Plus personne n’entre.", way_out="Rien"),
)

A screen names it in its `actions`, and has: the button on the row's page, or why not; the page that asks and
does; the step for several rows; the line of the palette; the key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from flask import url_for
from flask.typing import ResponseReturnValue

from models.kernel.actors import Actor
from models.kernel.errors import DomainError
from models.permissions import Permission, allows
from views import access, keys
from views.backoffice.kit.columns import Action, number_of
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.reasons import refused, words_of
from views.fields import Form

Row = TypeVar("Row")
RowToRead = TypeVar("RowToRead", contravariant=True)

Text = str | Callable[[RowToRead], str]
"""Words about a row: a template (`{row.full_name}`; `{made.to}` of what an operation gave), or a function."""


def fill(text: Text[Row], row: Row, made: object = None) -> str:
    """The words of this row."""
    return text(row) if callable(text) else text.format(row=row, made=made)


class Asks(Protocol):
    """What a verb needs of the screen on which it stands."""

    ask: Callable[..., ResponseReturnValue]
    done: Callable[..., ResponseReturnValue]
    get_one: Callable[[str], Any]
    consulted: Callable[..., None]
    form_page: Callable[..., tuple[str, int]]
    href: Callable[..., str]
    render: Callable[..., str]


@dataclass(frozen=True)
class Question(Generic[RowToRead]):
    """What the page says before: the question, the button that does it, the link that does not."""

    words: Text[RowToRead]
    verb: Text[RowToRead]
    way_out: Text[RowToRead]
    consequence: Text[RowToRead] = ""
    danger: bool = False


@dataclass(frozen=True)
class Done(Generic[RowToRead]):
    """What is said after: the fact, what follows; `many` counts the rows of a step for several."""

    fact: Text[RowToRead]
    more: Text[RowToRead] = ""
    many: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Several(Generic[RowToRead]):
    """How a verb is taken for several rows: `will` says what happens to each.

    `verb` and `joint` make its name (`Renvoyer l’activation` + ` à ` + `3 comptes`). What is empty is that of
    the verb itself. `fit` narrows the form to the rows, or says why it can’t. `load` names what `will` and
    the check read of other tables. A higher `place` stands further right.
    """

    will: Text[RowToRead]
    consequence: str
    way_out: str
    verb: str = ""
    joint: str = " "
    form: type[Form] | None = None
    operation: Callable[..., object] | None = None
    check: Callable[[RowToRead, Actor], None] | None = None
    fit: Callable[[Form, Sequence[RowToRead], Actor], str] | None = None
    load: Sequence[str] = ()
    place: int = 0


@dataclass(kw_only=True, eq=False)
class RowAction(Generic[Row]):
    """One verb. What is special of one is a subclass that answers otherwise (`answer`, `take`, `button`).

    `verb` names it in code (its file, its endpoint), `name` in addresses. `operation(row, **answers,
    actor=…)` does it; `check(row, actor)` raises what the operation would refuse, and changes nothing. Where
    it raises one of `absent`, the verb is none of this row's, and has no button. `filled` gives the form its
    first values. `palette` is the line that the palette shows for the first record found.
    """

    verb: str
    name: str
    label: Text[Row]
    permission: Permission
    operation: Callable[..., object]
    check: Callable[[Row, Actor], None]
    question: Question[Row] = Question("", "", "")
    done: Done[Row] = Done("")
    form: type[Form] = StepForm
    filled: Callable[[Row], Mapping[str, object]] | None = None
    absent: tuple[type[DomainError], ...] = ()
    key: str = ""
    icon: str = ""
    tone: Text[Row] = ""
    fresh: bool = False
    bulk: Several[Row] | None = None
    palette: Text[Row] = ""
    endpoint: str = field(init=False, default="")
    """Of the screen that names it."""

    methods: ClassVar[tuple[str, ...]] = ("GET", "POST")

    # -- where it stands

    def open_on(self, screen: type[RowActions[Row]]) -> None:
        """Opens `/console/<screen>/<id>/<name>` to who holds the permission; the row is found, else 404."""

        def view(self_: Asks, id: str) -> ResponseReturnValue:
            return self.answer(self_, self_.get_one(id))

        view.__name__ = self.verb
        opened = access.requires(self.permission, self.fresh)(
            expose(f"/<id>/{self.name}", self.methods)(view)
        )
        setattr(screen, self.verb, opened)

    def href(self, row: Row, **more: Any) -> str:
        """The address that asks about this row."""
        return url_for(f"{self.endpoint}.{self.verb}", id=number_of(row), **more)

    def why_not(self, row: Row) -> str:
        """Why whoever looks does not do it to this row now; nothing when they may."""
        return words_of(refused(self.check, row))

    def is_open(self, row: Row) -> bool:
        """Whether whoever looks may do it to this row now."""
        return access.current_actor().may(self.permission) and refused(self.check, row) is None

    def button(self, row: Row) -> Action | None:
        """Its button on the row's page: with the reason where it is not possible, none where it is absent."""
        error = refused(self.check, row)
        if isinstance(error, self.absent):
            return None
        return Action(
            fill(self.label, row),
            self.href(row),
            self.permission,
            self.icon,
            fill(self.tone, row),
            self.key,
            unless=words_of(error),
        )

    # -- asking, doing

    def blank(self, row: Row) -> Form:
        """The form that is asked, or sent."""
        return self.form(data=self.filled(row)) if self.filled is not None else self.form()

    def answer(self, screen: Asks, row: Row) -> ResponseReturnValue:
        """GET asks, POST does."""
        form = self.blank(row)
        if form.validate_on_submit():
            with form.refusals(**self.renamed(row)):
                return self.take(screen, row, form)
        return self.ask(screen, row, form)

    def renamed(self, row: Row) -> dict[str, str]:
        """Under which name the form holds a concept that a refusal names: what justifies is its reason."""
        return {"justification": "reason"}

    def ask(self, screen: Asks, row: Row, form: Form, **context: object) -> ResponseReturnValue:
        """The page that asks."""
        return screen.ask(
            row,
            form,
            question=fill(self.question.words, row),
            consequence=fill(self.question.consequence, row),
            verb=fill(self.question.verb, row),
            way_out=fill(self.question.way_out, row),
            danger=self.question.danger,
            **context,
        )

    def take(self, screen: Asks, row: Row, form: Form) -> ResponseReturnValue:
        """Does it, and says so; raises what the operation refuses."""
        return self.respond(screen, row, self.operate(row, form))

    def operate(self, row: Row, form: Form) -> object:
        """What the operation gives."""
        return self.operation(row, **form.answers, actor=access.current_actor())

    def fact(self, row: Row, made: object = None) -> str:
        """What was done, in words."""
        return fill(self.done.fact, row, made)

    def respond(self, screen: Asks, row: Row, made: object) -> ResponseReturnValue:
        """Says what was done."""
        return screen.done(row, self.fact(row, made), more=fill(self.done.more, row, made))


Verb = RowAction[Any]
"""A verb, on whatever rows."""


class RowActions(Generic[Row]):
    """Mixed into `Screen`: its verbs, in the order in which their buttons stand."""

    actions: ClassVar[Sequence[Verb]] = ()
    correction: ClassVar[Verb | None] = None
    """The one that changes facts, on the page `edit_view`."""

    endpoint: str
    permissions: ClassVar[dict[str, Permission | access.Rule]]

    @property
    def role(self) -> str:
        """The role of who looks."""
        agent = access.current_agent()
        return "" if agent is None else str(agent.role)

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "actions" not in cls.__dict__:
            return
        pressed = [action.key for action in cls.actions if action.key]
        if len(set(pressed)) < len(pressed) or keys.taken() & set(pressed):
            raise TypeError(f"{cls.__name__}: a key has one meaning")
        for action in cls.actions:
            if action.endpoint not in ("", cls.endpoint):
                raise TypeError(f"{action.verb} stands on {action.endpoint}")
            action.endpoint = cls.endpoint
            action.open_on(cls)

    def buttons(self, row: Row) -> list[Action]:
        """The ways on from this row; a screen adds those that are no verbs."""
        found = [action.button(row) for action in self.actions if allows(self.role, action.permission)]
        return [button for button in found if button is not None]
