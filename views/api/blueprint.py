"""The room's blueprint, and the one decorator by which a view is checked and described from its own types."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, cast

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from msgspec import Meta, Struct
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.model_adapter import get_msgspec_model_adapter
from spectree.models import SecureType, SecuritySchemeData

from models.staff.machines import Scope
from views import access
from views.api.problems import Problem

api = Blueprint("api", __name__, url_prefix="/api/v1")

LONGEST = 500
"""Characters of a line."""

CONTROL = r"^[^\u0000-\u001f\u007f]*$"

Line = Annotated[str, Meta(max_length=LONGEST, pattern=CONTROL)]
"""One line as it is typed."""

LongText = Annotated[str, Meta(max_length=4_000, pattern=r"^[^\u0000]*$")]
"""A text of several lines."""


Moment = Annotated[datetime, Meta(tz=True)]
"""An instant, with its offset."""


class Point(Struct, frozen=True):
    """One thing that does not fit: where, and why."""

    field: str
    code: str
    """Stable: `missing`, `unknown`, `pattern`…, or the name of the operation's refusal."""

    detail: str


class ProblemShown(Struct, frozen=True):
    """A refusal (RFC 9457): `type` is stable, `detail` is a French sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Point] = []


def _refuse(_: object, __: object, error: Exception | None, ___: object, adapter: Any) -> None:
    if error is None:
        return
    points = [
        {"field": ".".join(map(str, each["loc"])), "code": _code_of(each["msg"]), "detail": each["msg"]}
        for each in adapter.validation_errors(error)
    ]
    raise Problem(422, errors=points)


CODES = (
    ("missing required", "missing"),
    ("unknown field", "unknown-field"),
    ("matching regex", "pattern"),
    ("of length", "length"),
    ("Invalid enum", "choice"),
    (">=", "range"),
    ("<=", "range"),
    ("Invalid", "format"),
    ("Expected", "type"),
)
"""By what msgspec says, in English and in words of its own, a name that stays."""


def _code_of(words: str) -> str:
    return next((code for part, code in CODES if part in words), "invalid")


def _name_of(model: Any) -> str:
    return str(model.__name__).removesuffix("Shown")


def _check_answer(_: object, __: object, error: Exception | None, ___: object, ____: object) -> None:
    if error is not None:
        raise error


spec = SpecTree(
    "flask",
    model_adapter=get_msgspec_model_adapter(),
    mode="strict",
    before=_refuse,
    after=_check_answer,
    validation_error_model=ProblemShown,
    naming_strategy=_name_of,
    nested_naming_strategy=lambda _, child: child.removesuffix("Shown"),
    title="Bascule",
    version="1",
    description="What programs read and do, with the console's own operations, rights and trace.",
    security_schemes=[
        SecurityScheme(
            name="key", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer", description="A key.")
        )
    ],
)

ALWAYS = ("HTTP_400", "HTTP_401", "HTTP_403", "HTTP_422", "HTTP_429", "HTTP_503")


def described(
    scope: Scope, *, status: int = 200, answer: object, more: tuple[int, ...] = ()
) -> Callable[[Callable[..., object]], Callable[..., ResponseReturnValue]]:
    """Checks what comes in by the view's annotations, describes both, and opens it to keys with the scope."""
    refusals = {**dict.fromkeys(ALWAYS, ProblemShown), **{f"HTTP_{code}": ProblemShown for code in more}}

    def wrap(view: Callable[..., object]) -> Callable[..., ResponseReturnValue]:
        words = view.__name__.split("_")
        checked = spec.validate(
            resp=Answers(**{f"HTTP_{status}": answer, **refusals}),
            tags=(scope.value.partition(":")[0],),
            security={"key": []},
            operation_id=words[0] + "".join(map(str.capitalize, words[1:])),
        )(view)
        return cast(Callable[..., ResponseReturnValue], access.by_key(scope)(checked))

    return wrap


@api.before_request
def check_body() -> None:
    """A body is JSON, an object, and text that a database can hold."""
    if request.method != "POST":
        return
    if request.mimetype != "application/json":
        raise Problem(415)
    try:
        body = json.loads(request.get_data())
        json.dumps(body, ensure_ascii=False).encode()  # a lone surrogate does not encode
    except (ValueError, RecursionError):
        raise Problem(400) from None
    if not isinstance(body, dict):
        raise Problem(422, errors=[{"field": "", "code": "type", "detail": "Expected `object`"}])
