"""The room of the shapes: what waits for a decision, what was changed, by whom; the file, applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from models import shaping
from models.kernel.errors import DomainError, NotAllowed
from models.permissions import Permission
from models.shaping import ChangeState, ShapeChange, ShapeVersion
from models.shaping.queries import find_change, list_changes, list_waiting
from views import access
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.kit.inputs import ReasonForm, Upload
from views.fields import Form, Tick, done, row_id
from views.messages import fact_of, refusal, value_of_fact


@dataclass(frozen=True)
class Line:
    """What one version changes, by name: what was, what shall be."""

    version: ShapeVersion
    facts: list[tuple[str, str, str]]


class ApplyForm(Form):
    """A file, tried first."""

    file = Upload("Fichier", needed="Choisissez un fichier.", accept=".yaml,.yml,.txt")
    dry_run = Tick("Essayer d’abord, sans rien changer", default=True)


class Shaping(Room):
    """What waits, what was changed, the file."""

    permissions = {
        **dict.fromkeys(("index", "history", "change", "export", "refuse"), Permission.READ_SHAPES),
        **dict.fromkeys(("apply", "undo", "restore"), Permission.SHAPE),
        "approve": Permission.APPROVE_SHAPES,
    }

    def __init__(self) -> None:
        super().__init__(name="Changements", endpoint="shaping", url="reglages")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What waits for a decision, and the latest changes."""
        return self._list(list_changes(limit=LATEST), waiting=list_waiting(), lead="")

    @expose("/historique/")
    def history(self) -> ResponseReturnValue:
        """Every change, newest first."""
        typed = request.args.get("avant", "")
        before = row_id(typed) if typed else None
        changes = list_changes(before=before, limit=PAGE + 1)
        older = url_for("shaping.history", avant=changes[PAGE - 1].id) if len(changes) > PAGE else ""
        return self._list(changes[:PAGE], waiting=[], lead="Historique", older=older)

    def _list(
        self, changes: list[ShapeChange], *, waiting: list[ShapeChange], lead: str, older: str = ""
    ) -> str:
        return self.render(
            "backoffice/shaping/changes.html",
            changes=changes,
            waiting=waiting,
            lead=lead,
            older=older,
            may_shape=access.current_actor().may(Permission.SHAPE),
        )

    @expose("/historique/<id>")
    def change(self, id: str) -> ResponseReturnValue:
        """One change: what of it differs, and the ways on."""
        return self._change(_found(id), ReasonForm())

    @expose("/historique/<id>/approuver", methods=("POST",))
    def approve(self, id: str) -> ResponseReturnValue:
        """Switches it on."""
        change = _found(id)
        return _taken(change, lambda: shaping.approve(change, actor=access.current_actor()), "En service.")

    @expose("/historique/<id>/refuser", methods=("POST",))
    def refuse(self, id: str) -> ResponseReturnValue:
        """Leaves all as it is, with a reason."""
        change, form = _found(id), ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                shaping.refuse(change, reason=form.reason.data or "", actor=access.current_actor())
                return done("La proposition est refusée.", _address(change))
        return self._change(change, form), 422

    @expose("/historique/<id>/annuler", methods=("POST",))
    def undo(self, id: str) -> ResponseReturnValue:
        """Puts back what was before it."""
        change = _found(id)
        return _answered(change, lambda: shaping.undo(change, actor=access.current_actor()))

    @expose("/versions/<id>/remettre", methods=("POST",))
    def restore(self, id: str) -> ResponseReturnValue:
        """Puts a version back."""
        number = row_id(id) or abort(404)
        return _answered(None, lambda: shaping.restore(number, actor=access.current_actor()))

    @expose("/export")
    def export(self) -> ResponseReturnValue:
        """All that is shaped, as a file."""
        headers = {"Content-Disposition": "attachment; filename=reglages.yaml"}
        return Response(shaping.export(), mimetype="application/yaml", headers=headers)

    @expose("/appliquer", methods=("GET", "POST"))
    def apply(self) -> ResponseReturnValue:
        """A file: tried, or applied whole."""
        form, applied, tried = ApplyForm(), None, False
        if form.validate_on_submit() and (sent := form.file.read()) is not None:
            with form.refusals():
                tried = bool(form.dry_run.data)
                text = _text(sent[1])
                applied = shaping.apply(text, dry_run=tried, actor=access.current_actor())
                if applied.changes and not tried:
                    words = "Proposé : un superviseur en décide." if applied.waits else "Appliqué."
                    return done(words, url_for("shaping.change", id=applied.change_id))
        page = self.render("backoffice/shaping/apply.html", form=form, applied=applied, tried=tried)
        return page, 422 if form.errors else 200

    def _change(self, change: ShapeChange, form: ReasonForm) -> str:
        actor, waits = access.current_actor(), change.state == ChangeState.PROPOSED
        own = actor.is_staff and change.agent_id == actor.id
        decides = waits and actor.may(Permission.APPROVE_SHAPES) and not own
        return self.render(
            "backoffice/shaping/change.html",
            change=change,
            lines=[Line(version, _facts(version)) for version in change.versions],
            form=form,
            decides=decides,
            withdraws=waits and own,
            undoes=change.state == ChangeState.LIVE and actor.may(Permission.SHAPE),
        )


LATEST, PAGE = 20, 50


def _found(id: str) -> ShapeChange:
    return find_change(row_id(id) or abort(404)) or abort(404)


def _address(change: ShapeChange) -> str:
    return url_for("shaping.change", id=change.id)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise shaping.ShapingUnreadable(line="?") from None


def _taken(change: ShapeChange, take: Callable[[], object], words: str) -> ResponseReturnValue:
    try:
        take()
    except NotAllowed:
        raise
    except DomainError as refused:
        return done(refusal(refused), _address(change), tone="stop")
    return done(words, _address(change))


def _answered(change: ShapeChange | None, ask: Callable[[], ShapeChange]) -> ResponseReturnValue:
    try:
        made = ask()
    except NotAllowed:
        raise
    except DomainError as refused:
        back = _address(change) if change is not None else url_for("shaping.index")
        return done(refusal(refused), back, tone="stop")
    return done(words_of(made), _address(made))


def words_of(change: ShapeChange) -> str:
    """What became of a change that was asked for."""
    waits = change.state == ChangeState.PROPOSED
    return "Proposé : un superviseur en décide." if waits else "C’est en service."


def _facts(version: ShapeVersion) -> list[tuple[str, str, str]]:
    before, after = version.before or {}, version.after
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [(fact_of(name), _words(name, before), _words(name, after)) for name in names]


def _words(name: str, body: dict[str, object]) -> str:
    value = body.get(name)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return ", ".join(str(entry.get("label", entry)) for entry in value)
    return value_of_fact(name, value, "shape")
