"""The room of the added fields: the list, one more, another name or type, retired and brought back."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models import shaping
from models.kernel.errors import DomainError, NotAllowed
from models.permissions import Permission
from models.shaping import Shape, ShapeChange, Wanted
from models.shaping.fields.body import Field, Noun
from models.shaping.kinds.custom_field import NAME as KIND
from models.shaping.queries import body_of, find_shape, is_awaited, list_shapes, list_versions
from views import access
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.shaping.fields.forms import FieldForm, typed_of
from views.backoffice.shaping.page import words_of
from views.fields import done, restore, version_seen
from views.messages import refusal


class Fields(Room):
    """Administrators' own; supervisors look."""

    permissions = {
        **dict.fromkeys(("index", "details"), Permission.READ_SHAPES),
        **dict.fromkeys(("new", "edit", "retire", "bring_back"), Permission.SHAPE),
    }

    def __init__(self) -> None:
        super().__init__(name="Champs", endpoint="fields", url="reglages/champs")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every field, by the noun that has it."""
        lines = sorted(
            ((shape, body_of(shape)) for shape in list_shapes(KIND)),
            key=lambda line: (line[0].retired_at is not None, line[1].place, line[1].label.lower()),
        )
        groups = [(noun, [line for line in lines if line[1].noun == noun]) for noun in Noun]
        context = {"groups": groups, "total": len(lines), "may_shape": _may_shape()}
        return self.render("backoffice/shaping/fields.html", **context)

    @expose("/<key>")
    def details(self, key: str) -> ResponseReturnValue:
        """A field, and every version of it."""
        shape = _found(key)
        return self.render(
            "backoffice/shaping/field.html",
            shape=shape,
            field=body_of(shape),
            versions=list_versions(KIND, key),
            awaited=is_awaited(KIND, key),
            may_shape=_may_shape(),
        )

    @expose("/nouveau", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """One more."""
        form = FieldForm(data={"noun": request.args.get("fiche", "")})
        if form.validate_on_submit():
            with form.refusals():
                return self._ask(Wanted(KIND, form.key, form.body, seen=0), form)
        return self._page(form, None)

    @expose("/<key>/modifier", methods=("GET", "POST"))
    def edit(self, key: str) -> ResponseReturnValue:
        """Another name, type, place, or other readers."""
        shape = _found(key)
        form = FieldForm(data={**typed_of(body_of(shape)), "version": str(shape.version)})
        if form.validate_on_submit():
            with form.refusals():
                seen, retired = version_seen(form.version.data), shape.retired_at is not None
                return self._ask(Wanted(KIND, key, form.body, retired, -1 if seen is None else seen), form)
        return self._page(form, shape)

    @expose("/<key>/retirer", methods=("POST",))
    def retire(self, key: str) -> ResponseReturnValue:
        """Hides it, and keeps what was typed."""
        return self._put(_found(key), retired=True)

    @expose("/<key>/remettre", methods=("POST",))
    def bring_back(self, key: str) -> ResponseReturnValue:
        """Shows it again, with what was typed."""
        return self._put(_found(key), retired=False)

    def _ask(self, wanted: Wanted, form: FieldForm) -> ResponseReturnValue:
        reason = form.reason.data or ""
        return _answered(wanted.key, shaping.propose([wanted], reason=reason, actor=access.current_actor()))

    def _put(self, shape: Shape, *, retired: bool) -> ResponseReturnValue:
        put = shaping.retire if retired else shaping.bring_back
        seen = version_seen(request.form.get("seen"))
        try:
            change = put(KIND, shape.key, seen=seen, actor=access.current_actor())
        except NotAllowed:
            raise
        except DomainError as refused:
            return done(refusal(refused), url_for("fields.details", key=shape.key), tone="stop")
        return _answered(shape.key, change)

    def _page(self, form: FieldForm, shape: Shape | None) -> tuple[str, int]:
        restore(form)
        field: Field | None = body_of(shape) if shape is not None else None
        page = self.render("backoffice/shaping/field_form.html", form=form, shape=shape, field=field)
        return page, 422 if form.errors else 200


def _found(key: str) -> Shape:
    return find_shape(KIND, key) or abort(404)


def _may_shape() -> bool:
    return access.current_actor().may(Permission.SHAPE)


def _answered(key: str, change: ShapeChange) -> ResponseReturnValue:
    there = find_shape(KIND, key) is not None
    address = url_for("fields.details", key=key) if there else url_for("shaping.change", id=change.id)
    return done(words_of(change), address)
