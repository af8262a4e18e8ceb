"""`Screen`: Flask-Admin's lists, details and forms, tamed; a concrete screen is a short declaration.

class Companies(Screen[Company]):
    model, endpoint, address = Company, "companies", "structures"
    title, lead = "Structures", "Les entreprises que nous connaissons, une par SIRET."
    nouns, none = ("structure", "structures"), "Aucune structure"
    permissions = {"index_view": Permission.READ, "details_view": Permission.READ}
    columns = (Column("Nom", "name", sort="name_key", under="acronym"), …)
    default_sort = ("name_key", False)
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from operator import attrgetter
from typing import ClassVar, Generic, cast

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_admin.contrib.sqla import ModelView
from markupsafe import Markup
from sqlalchemy import Select, bindparam, select

from models.kernel.base import Base, db
from models.kernel.types import BigId
from models.lists import counts, loading, paging, rows, search
from models.lists.counts import Cells, Wanted
from models.lists.rows import Reading
from models.permissions import Permission, allows
from views import access, nav
from views.access import Rule
from views.backoffice.assistance import calls
from views.backoffice.kit import cells, chosen_columns, listing
from views.backoffice.kit.bulk.pages import Bulk, Offer
from views.backoffice.kit.columns import (
    Action,
    Column,
    Empty,
    Filter,
    Moment,
    Section,
    arranged,
    usual,
    value_of,
)
from views.backoffice.kit.exports import Exports
from views.backoffice.kit.filtering import facets, saved_filters
from views.backoffice.kit.forms import Forms
from views.backoffice.kit.guarded import Closed, expose, may_lag
from views.backoffice.kit.history import History
from views.backoffice.kit.listing import Listing
from views.backoffice.kit.querying import Querying
from views.backoffice.kit.related import Cards, Link
from views.backoffice.kit.row_actions import Row, RowActions
from views.backoffice.shaping.fields import columns as added_columns
from views.backoffice.shaping.fields import facts as added_facts
from views.drawing import addresses
from views.fields import Form, row_id
from views.messages import Tag
from views.templating import link

PAGE = 50

KEPT_ORDERS = 100
"""Choices of columns whose drawing is kept; then it begins anew."""

Context = dict[str, object]
"""What a template reads, by name."""


class Screen(Closed, Querying, RowActions[Row], Forms[Row], Bulk, Exports, ModelView, Generic[Row]):
    """One screen of the console. Deny by default: `permissions` names each method that has an address."""

    model: type[Base]
    endpoint: str
    address: ClassVar[str]
    title: ClassVar[str]
    lead: ClassVar[str] = ""
    none: ClassVar[str] = "Rien à montrer"
    icon: ClassVar[str] = "search"
    """The sign of the empty state."""
    empty: ClassVar[Empty] = Empty()
    sought_elsewhere: ClassVar[bool] = False
    """Whether a search that finds nothing here is worth another in the assisted migration."""

    facts: ClassVar[Sequence[Section]] = ()
    links: ClassVar[Sequence[Link]] = ()
    """The cards of a detail: rows of other screens that belong to the row."""

    reads: ClassVar[Sequence[str]] = (rows.ALL,)
    """What the list's functions and properties read, beside what its columns name (models/lists/rows.py)."""

    row_load: ClassVar[Sequence[str]] = ()
    """What the page of one row needs of other tables, read with the row."""

    found_cap: ClassVar[int] = facets.FOUND_CAP
    """Up to where rows are counted that no kept count tells."""

    shown_cells: ClassVar[Wanted] = {}
    """The cells of what this screen shows, for one whose `scope` leaves some rows out."""

    page_size: int = PAGE
    list_template = "admin/model/list.html"
    details_template = "admin/model/details.html"
    details_modal_template = details_template

    def __init__(self) -> None:
        self._rows: dict[tuple[tuple[int, ...], tuple[Column, ...]], cells.Rows[Row]] = {}
        self.plans, self.cards = facets.Plans(), Cards()
        super().__init__(self.model, db, name=self.title, endpoint=self.endpoint, url=self.address)

    # -- what Flask-Admin scaffolds from the model: nothing is shown, sorted or edited unless declared

    def _refresh_cache(self) -> None:
        named = [(str(index), column.label) for index, column in enumerate(self.columns)]
        self._list_columns = self._details_columns = self._export_columns = named
        self._sortable_columns: dict[str, str] = {}
        self._search_supported = self.is_searchable
        self._filters = self._filter_groups = None
        self._filter_args: dict[str, object] = {}
        self._create_form_class = self._edit_form_class = Form

    def scaffold_auto_joins(self) -> list[object]:
        return []

    @property
    def all_columns(self) -> Sequence[Column]:
        return [*self.columns, *added_columns.columns_of(self.model, self.role)]

    @property
    def all_filters(self) -> Sequence[Filter]:
        return [*self.filters, *added_columns.filters_of(self.model, self.role)]

    # -- which rows

    def get_query(self) -> Select[Row]:
        """The rows of this screen."""
        return cast(Select[Row], select(self.model).where(*self.scope()))

    def get_one(self, id: object) -> Row:
        """The row of that id, if this screen shows it; whatever else is a page that does not exist."""
        number = row_id(id if isinstance(id, str) else "")
        row = db.session.scalars(self._of_number, {"number": number}).unique().one_or_none()
        if row is None:
            abort(404)
        return row

    @cached_property
    def _of_number(self) -> Select[Row]:
        query = self.get_query().where(self._key_attribute() == bindparam("number", type_=BigId))
        return query.options(*loading.options(self.model, self.row_load))

    def _asked_row(self) -> Row:
        ids = request.args.getlist("id")
        return self.get_one(ids[0] if len(ids) == 1 else "")

    def render(self, template: str, **kwargs: object) -> str:
        """As Flask-Admin's, with what our tables need to draw a value, and the way back to a call."""
        rendered: str = super().render(
            template, value_of=value_of, cell=cells.cell, back_to_call=calls.back(), **kwargs
        )
        return rendered

    # -- list

    @expose("/")
    @may_lag
    def index_view(self) -> ResponseReturnValue:
        """The list: four statements at most beside the visitor's own, however long it is."""
        shown = self._get_list_extra_args()
        with search.searching(shown.criteria.search):
            plan = self._plan(shown)
            cursor, last = listing.place(request.args, plan.query)
            page = paging.page(plan.query, self.page_size, cursor=cursor, last=last, reading=self._reading)
            kept = self._cells()
            tallies = plan.tally(kept, empty=not page.rows)
            shown.show(page, plan.count(kept, tallies, known=self.known_count(shown.criteria)), tallies)
        shown.order = chosen_columns.order_of(self)
        added_columns.load([shown.columns[index] for index in shown.order], self.model, shown.rows)
        bulk, saved = self.offer(shown), saved_filters.offer(self, shown.criteria)
        body = self._body(shown, bulk)
        parts = self._parts(plan, shown)
        return self.render(self.list_template, listing=shown, body=body, bulk=bulk, saved=saved, parts=parts)

    def _parts(self, plan: facets.Plan, shown: Listing) -> dict[str, Markup]:
        """What stands around the rows as it was drawn before, if all that it shows is the same.

        A search is somebody's own, as `listing.common` says: of one nothing is kept.
        """
        if shown.criteria.search:
            return {}
        return plan.parts.of((request.script_root, shown.look, self.no_export(shown)))

    def _body(self, shown: Listing, bulk: Offer | None) -> Markup:
        return self.drawn(shown.order).draw(
            cast(list[Row], shown.rows),
            number=attrgetter(self._primary_key),
            details=self._details if self.may("details_view") else None,
            tone=self.row_tone,
            picked=None if bulk is None else bulk.page_is_chosen,
        )

    def drawn(self, order: Sequence[int]) -> cells.Rows[Row]:
        """How its rows are drawn: settled once for each choice of columns."""
        columns = [self.all_columns[index] for index in order]
        key = tuple(order), tuple(column for column in columns if column.name)
        rows = self._rows.get(key)  # another thread may begin anew at any moment
        if rows is None:
            if len(self._rows) > KEPT_ORDERS:
                self._rows.clear()
            rows = self._rows[key] = cells.Rows(columns, named=columns != usual(self.columns))
        return rows

    @cached_property
    def _reading(self) -> Reading:
        return self.reading()

    def reading(self, more: Sequence[str] = ()) -> Reading:
        """What the list's columns and functions read of a row, and `more`."""
        named = [path for column in self.columns for path in (column.value, column.under, column.sort)]
        paths = [path for path in [*named, self.default_sort[0]] if isinstance(path, str)]
        return Reading(self.model, [*paths, *self.reads, *more])

    def _cells(self) -> Cells | None:
        """What the kept counts say of this screen's rows."""
        table = self.model.__tablename__
        if table not in counts.CUBES:
            return None
        agent = access.current_agent()
        beside = nav.around(agent, table).cells if agent is not None else {}
        return beside[table] if table in beside else counts.read([table])[table]

    def _plan(self, shown: Listing) -> facets.Plan:
        """What the list asks of the database; kept where the same is asked again and again."""
        criteria = shown.criteria
        shape = self._shape(criteria.search) if criteria.search and self.is_searchable else None
        key = listing.common(criteria, self.all_filters, shape)
        plan = self.plans.get(key, lambda: facets.Plan(self, self._found(shown, shape), criteria))
        shown.by_number = plan.query.walk is not None
        return plan

    def _get_list_extra_args(self) -> Listing:
        """The address, read once; unlike Flask-Admin's, a place in the list never rides into other links."""
        return self.list_of(listing.read(request.args, self.columns, self.all_filters))

    def get_list(self, *args: object, **kwargs: object) -> tuple[None, list[Row]]:
        """Flask-Admin's own way to rows, for whatever of it still asks: the list of this address."""
        query = self._query(self._get_list_extra_args())
        cursor, last = listing.place(request.args, query)
        return None, paging.page(query, self.page_size, cursor=cursor, last=last).rows

    def nothing_yet(self) -> tuple[str, list[Action]]:
        """What the list says while it has no row: its text, and the ways on that the person may take."""
        ways = [w for w in self.empty.ways if allows(self.role, w.permission) and link(w.endpoint)]
        return self.empty.text, [Action(w.label, str(link(w.endpoint)), w.permission, w.icon) for w in ways]

    def row_tone(self, row: Row) -> str:
        """`stop` or `wait` for a row that needs a hand; its status says why."""
        return ""

    # -- detail

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """The detail of `?id=`."""
        row = self._asked_row()
        self.consulted(row)
        return self.render(self.details_template, **self.details(row))

    def details(self, row: Row) -> Context:
        """What the detail's template reads; a screen adds its own."""
        role, history = self.role, self.history(row)
        return {
            "row": row,
            "heading": self.heading(row),
            "status": self.status(row),
            "sections": [*self.facts, *added_facts.section_of(row, role)],
            "actions": arranged([button for button in self.buttons(row) if allows(role, button.permission)]),
            "history": history if history is None or isinstance(history, History) else History(history),
            "cards": self.cards.of(self, row),
        }

    def consulted(self, row: Row) -> None:
        """Called before a detail is shown, for what leaves a trace."""

    def heading(self, row: Row) -> str:
        """The row's name: the first column's."""
        return str(value_of(row, self.columns[0].value))

    def status(self, row: Row) -> Enum | Tag | None:
        """The row's state: a member of an enumeration that `TAGS` knows, a `Tag`, or None."""
        return None

    def history(self, row: Row) -> History | list[Moment] | None:
        """What happened to the row, newest first; None for a screen without history."""
        return None

    def may(self, method: str) -> bool:
        """Whether who looks may call a method of this screen; one that is not declared, nobody may."""
        declared = self.permissions.get(method) or getattr(getattr(self, method), "access_rule", None)
        rule = Rule(access.Opening.PERMISSION, declared) if isinstance(declared, Permission) else declared
        return rule is not None and rule.admits(self.role)

    def href(self, row: Row, action: str | None = None) -> str:
        """The address of a row's detail, or of an action on it."""
        number = self.get_pk_value(row)
        if action is None:
            return f"{self._details}{number}"
        return f"{addresses.fixed(f'{self.endpoint}.index_view')}{number}/{action}"

    @property
    def _details(self) -> str:
        return addresses.fixed(f"{self.endpoint}.index_view") + "details/?id="
