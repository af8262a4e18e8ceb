"""The checklists: for each kind of case its points, in their order, and which are needed to close."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from models import shaping
from models.permissions import Permission
from models.shaping import Shape, ShapeChange, Wanted
from models.shaping.kinds.checklist import LONGEST_POINT, MOST_POINTS, NAME, Checklist, Point
from models.shaping.queries import body_of, find_shape, is_awaited, list_shapes
from models.shaping.tables import ChangeState
from models.values.case_kinds import CaseKind
from models.values.text import fold
from views import access
from views.backoffice.kit.guarded import Room, expose
from views.fields import Form, Text, Tick, done

MORE = 4
"""Empty lines under the points that there are."""


class PointsForm(Form):
    """A line for each point: its words, whether it is needed, its place; what is emptied goes."""

    seen = HiddenField()
    reason = Text("Pourquoi", longest=250, hint="Facultatif : les autres le lisent dans l’historique.")


for place in range(MOST_POINTS):
    setattr(PointsForm, f"key_{place}", HiddenField())
    setattr(PointsForm, f"label_{place}", Text(f"Point {place + 1}", longest=LONGEST_POINT))
    setattr(PointsForm, f"required_{place}", Tick(f"Point {place + 1} : avant de clore"))
    setattr(PointsForm, f"rank_{place}", Text(f"Rang du point {place + 1}", longest=3))


@dataclass(frozen=True)
class Line:
    """A kind of case, and its checklist."""

    kind: str
    shape: Shape | None
    body: Checklist | None
    awaited: bool


class Checklists(Room):
    """A page for each kind of case."""

    permissions = {"index": Permission.READ_SHAPES, "edit": Permission.SHAPE}

    def __init__(self) -> None:
        super().__init__(name="Points à cocher", endpoint="checklists", url="reglages/controles")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every kind of case, with its points."""
        known = {shape.key: shape for shape in list_shapes(NAME)}
        lines = [_line(kind.value, known.get(kind.value)) for kind in CaseKind]
        may_shape = access.current_actor().may(Permission.SHAPE)
        return self.render("backoffice/shaping/checklists.html", lines=lines, may_shape=may_shape)

    @expose("/<kind>", methods=("GET", "POST"))
    def edit(self, kind: str) -> ResponseReturnValue:
        """The points of one kind of case: changed, put in another order, all taken away."""
        if kind not in set(CaseKind):
            abort(404)
        shape = find_shape(NAME, kind)
        body: Checklist | None = body_of(shape) if shape is not None else None
        form = PointsForm(data=_held(shape, body))
        if form.validate_on_submit():
            with form.refusals():
                return done(_words(_change(kind, shape, body, form)), url_for("checklists.index"))
        count = min(len(body.points if body else ()) + MORE, MOST_POINTS)
        page = self.render(
            "backoffice/shaping/checklist.html", form=form, kind=kind, places=range(count), limit=MOST_POINTS
        )
        return page, 422 if form.errors else 200


def _line(kind: str, shape: Shape | None) -> Line:
    in_use = shape is not None and shape.retired_at is None
    body = body_of(shape) if shape is not None and in_use else None
    return Line(kind, shape, body, is_awaited(NAME, kind))


def _held(shape: Shape | None, body: Checklist | None) -> dict[str, object]:
    held: dict[str, object] = {"seen": str(shape.version if shape is not None else 0)}
    for place, point in enumerate(body.points if body is not None else ()):
        held |= {f"key_{place}": point.key, f"label_{place}": point.label}
        held |= {f"required_{place}": point.required, f"rank_{place}": str(place + 1)}
    return held


def _change(kind: str, shape: Shape | None, body: Checklist | None, form: Form) -> ShapeChange:
    """Asks for what was typed; no point left takes the checklist out of use."""
    seen = int(form["seen"].data) if re.fullmatch(r"[0-9]{1,9}", form["seen"].data or "") else None
    reason, actor = form["reason"].data or "", access.current_actor()
    points = _points(form, {point.key for point in body.points} if body is not None else set())
    if not points and shape is not None:
        return shaping.retire(NAME, kind, seen=seen, reason=reason, actor=actor)
    wanted = Wanted(NAME, kind, Checklist(points=points), seen=seen)
    return shaping.propose([wanted], reason=reason, actor=actor)


def _points(form: Form, known: set[str]) -> list[Point]:
    lines = []
    taken = {form[f"key_{place}"].data for place in range(MOST_POINTS)} & known
    for place in range(MOST_POINTS):
        label = form[f"label_{place}"].data or ""
        if not label:
            continue
        key = form[f"key_{place}"].data
        if key not in known:
            key = _new_key(label, taken)
            taken.add(key)
        rank = form[f"rank_{place}"].data or ""
        order = int(rank) if rank.isascii() and rank.isdigit() else MOST_POINTS + place
        lines.append(
            (order, place, Point(key=key, label=label, required=bool(form[f"required_{place}"].data)))
        )
    return [point for _, _, point in sorted(lines, key=lambda line: line[:2])]


def _new_key(label: str, taken: set[str]) -> str:
    """A key that nobody sees, made of its first words."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")[:40].strip("-")
    first = words if words[:1].isalpha() else f"point-{words}".strip("-")
    number, key = 1, first
    while key in taken:
        number += 1
        key = f"{first}-{number}"
    return key


def _words(change: ShapeChange) -> str:
    waits = change.state == ChangeState.PROPOSED
    return "Proposé : un superviseur en décide." if waits else "C’est en service."
