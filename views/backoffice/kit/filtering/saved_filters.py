"""Filters kept by a name: offered above each list, saved from it, managed on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlencode

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from wtforms import BooleanField

from models.kernel.errors import NotAllowed
from models.permissions import Permission
from models.staff import saved_filters
from models.staff.filter_rows import LONGEST_NAME, LONGEST_QUERY, FilterGone, SavedFilter
from views import access
from views.backoffice.kit import listing
from views.backoffice.kit.columns import Criteria
from views.backoffice.my_account.blueprint import backoffice, person
from views.fields import Answers, Form, Text, done, page, row_id
from views.messages import refusal
from views.templating import link

if TYPE_CHECKING:
    from views.backoffice.kit.screen import Screen


class NameForm(Form):
    """By which name, for whom."""

    name = Text(
        "Nom du filtre",
        needed="Donnez un nom au filtre.",
        hint="Par exemple : à rattacher au Havre.",
        longest=LONGEST_NAME,
        attributes={"autocomplete": "off"},
    )
    shared = BooleanField(
        "Partager avec l’équipe", description="Vos collègues le verront au-dessus de cette liste."
    )


@dataclass(frozen=True)
class Kept:
    """A filter as a page shows it; `href` is None for one whose list does not know its values any more."""

    row: SavedFilter
    title: str
    href: str | None
    mine: bool
    here: bool = False


def screen_of(endpoint: str) -> Screen[Any]:
    """The screen of that name, if the person may see its list; else a page that does not exist."""
    view = current_app.view_functions.get(f"{endpoint}.index_view")
    screen = getattr(view, "__self__", None)
    if screen is None or not hasattr(screen, "filters"):
        abort(404)
    if not screen.may("index_view"):
        raise NotAllowed
    return cast("Screen[Any]", screen)


def query_of(criteria: Criteria) -> str:
    """The one spelling of what an address asks for."""
    return urlencode(sorted(criteria.args().items()))


def criteria_of(screen: Screen[Any], query: str) -> Criteria | None:
    """What a query asks of a list; None where the list never offers that, or does not any more."""
    args: MultiDict[str, str] = MultiDict(parse_qsl(query))
    try:
        return listing.read(args, screen.columns, screen.all_filters)
    except NotFound:
        return None


def kept(screen: Screen[Any], row: SavedFilter, current: str | None = None) -> Kept:
    """A filter of a screen, with the way to its list."""
    criteria = criteria_of(screen, row.query)
    href = None if criteria is None else url_for(f"{screen.endpoint}.index_view", **criteria.args())
    mine = row.agent_id == person().id
    return Kept(row, screen.title, href, mine, current is not None and row.query == current)


@dataclass(frozen=True)
class Offer:
    """What stands above a list: the filters, and the address that keeps the present one."""

    filters: list[Kept]
    save: str | None


def offer(screen: Screen[Any], criteria: Criteria) -> Offer:
    """The filters of a list, where they are served. What is kept already need not be kept again."""
    if link("backoffice.save_filter") is None:
        return Offer([], None)
    query = query_of(criteria)
    found = [kept(screen, row, query) for row in saved_filters.list_for(person(), screen.endpoint)]
    is_new = (
        bool(query) and len(query) <= LONGEST_QUERY and not any(entry.here and entry.mine for entry in found)
    )
    address = link("backoffice.save_filter", ecran=screen.endpoint, **criteria.args()) if is_new else None
    return Offer([entry for entry in found if entry.href], address)


@backoffice.route("/filtres/nouveau", methods=["GET", "POST"])
@access.requires(Permission.READ)
def save_filter() -> ResponseReturnValue:
    """Keeps the query of this address by a name."""
    screen = screen_of(request.args.get("ecran", ""))
    criteria = listing.read(request.args, screen.columns, screen.all_filters)
    query, form = query_of(criteria), NameForm()
    if not query or len(query) > LONGEST_QUERY:
        abort(404)
    back = url_for(f"{screen.endpoint}.index_view", **criteria.args())
    if form.validate_on_submit():
        with form.refusals():
            row = saved_filters.save(
                person(), screen.endpoint, query=query, **_answers(form), actor=access.current_actor()
            )
            return done(f"Le filtre « {row.name} » est enregistré.", back)
    chips = [chip.words for chip in screen.list_of(criteria).chips]
    return page("backoffice/saved_filters/create.html", form=form, screen=screen, chips=chips, back=back)


def _answers(form: NameForm) -> Answers:
    return {"name": form.name.data, "shared": bool(form.shared.data)}


@backoffice.get("/filtres/")
@access.requires(Permission.READ)
def saved_filters_page() -> ResponseReturnValue:
    """One's own filters, and those that colleagues share."""
    found = []
    for row in saved_filters.list_for(person()):
        view = current_app.view_functions.get(f"{row.screen}.index_view")
        screen = cast(Any, getattr(view, "__self__", None))
        if screen is not None and screen.may("index_view"):
            found.append(kept(screen, row))
    may_remove = {
        entry.row.id: saved_filters.may_remove(entry.row, access.current_actor()) for entry in found
    }
    return page("backoffice/saved_filters/list.html", filters=found, may_remove=may_remove)


def _seen(number: str) -> SavedFilter:
    return saved_filters.find_for(person(), row_id(number)) or abort(404)


def _gone(gone: FilterGone) -> ResponseReturnValue:
    # Its page would have nothing left to show.
    return done(refusal(gone), url_for("backoffice.saved_filters_page"), tone="wait")


@backoffice.route("/filtres/<id>/", methods=["GET", "POST"])
@access.requires(Permission.READ)
def change_filter(id: str) -> ResponseReturnValue:
    """Renames, shares, takes back."""
    row = _seen(id)
    if row.agent_id != person().id:
        abort(404)
    form = NameForm(data={"name": row.name, "shared": row.shared_at is not None})
    if form.validate_on_submit():
        with form.refusals():
            try:
                saved_filters.change(row, actor=access.current_actor(), **_answers(form))
            except FilterGone as gone:
                return _gone(gone)
            return done(f"Le filtre « {row.name} » est à jour.", url_for("backoffice.saved_filters_page"))
    return page("backoffice/saved_filters/edit.html", form=form, row=row)


@backoffice.route("/filtres/<id>/supprimer", methods=["GET", "POST"])
@access.requires(Permission.READ)
def remove_filter(id: str) -> ResponseReturnValue:
    """Asks, then takes away."""
    row, form = _seen(id), Form()
    if not saved_filters.may_remove(row, access.current_actor()):
        abort(404)
    if form.validate_on_submit():
        name = row.name
        try:
            saved_filters.remove(row, actor=access.current_actor())
        except FilterGone as gone:
            return _gone(gone)
        return done(f"Le filtre « {name} » est supprimé.", url_for("backoffice.saved_filters_page"))
    return page("backoffice/saved_filters/remove.html", form=form, row=row)
