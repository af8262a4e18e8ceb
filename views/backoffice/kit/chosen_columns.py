"""The columns of a list as its reader chose them: shown, ordered, kept for them and this list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.staff import list_columns
from views import access
from views.backoffice.kit.filtering.saved_filters import screen_of
from views.backoffice.my_account.blueprint import backoffice, person
from views.display import safe_path
from views.fields import Form, done, page

if TYPE_CHECKING:
    from views.backoffice.kit.screen import Screen

UP, DOWN = "monter", "descendre"


def order_of(screen: Screen[Any]) -> Sequence[int]:
    """The numbers of the columns that whoever looks sees, in their order; the first is always the first."""
    usual = [index for index, column in enumerate(screen.all_columns) if not column.optional]
    agent = access.current_agent()
    chosen = (agent.list_columns or {}).get(screen.endpoint) if agent is not None else None
    if chosen is None:
        return usual
    places = {column.name or column.label: index for index, column in enumerate(screen.all_columns)}
    known = [places[label] for label in chosen if label in places]  # a release may have renamed one
    return [0, *(index for index in known if index)]


def _number(text: str) -> int | None:
    """The number of a column: two digits at most, for Python refuses to read very long ones."""
    return int(text) if len(text) <= 2 and text.isascii() and text.isdigit() else None


def _ticked(screen: Screen[Any]) -> list[int]:
    """What the form sends: the columns in the order of its lines, those that are ticked."""
    numbers = range(len(screen.all_columns))
    sent = [_number(text) for text in request.form.getlist("ordre")]
    ordered = [number for number in dict.fromkeys(sent) if number is not None and number in numbers]
    ordered += [number for number in numbers if number not in ordered]
    shown = set(request.form.getlist("colonne"))
    return [number for number in ordered if not number or str(number) in shown]


def _moved(ordered: list[int]) -> list[int]:
    """With one column a place higher or lower; the first stays."""
    for way, step in ((UP, -1), (DOWN, 1)):
        number = _number(request.form.get(way, ""))
        if number is not None and number in ordered[1:]:
            at = ordered.index(number)
            to = min(max(at + step, 1), len(ordered) - 1)
            ordered.insert(to, ordered.pop(at))
    return ordered


@backoffice.route("/colonnes", methods=["GET", "POST"])
@access.requires(Permission.READ)
def choose_columns() -> ResponseReturnValue:
    """Ticks and moves the columns of one list; each move is kept at once, so that no script is needed."""
    screen = screen_of(request.args.get("ecran", ""))
    back = safe_path(request.args.get("retour"), url_for(f"{screen.endpoint}.index_view"))
    form = Form()
    if form.validate_on_submit():
        labels = None
        if "defaut" not in request.form:
            order = _moved(_ticked(screen))
            columns = screen.all_columns
            labels = [columns[number].name or columns[number].label for number in order]
        list_columns.choose(person(), screen.endpoint, labels, actor=access.current_actor())
        if UP in request.form or DOWN in request.form:
            return redirect(request.full_path, 303)
        return done("Les colonnes de cette liste sont à jour.", back)
    if form.is_submitted():
        abort(400)
    shown = list(order_of(screen))
    rest = [number for number in range(len(screen.all_columns)) if number not in shown]
    return page(
        "backoffice/saved_filters/columns.html",
        form=form,
        screen=screen,
        back=back,
        lines=[(number, screen.all_columns[number].label, number in shown) for number in [*shown, *rest]],
        last=shown[-1],
    )
