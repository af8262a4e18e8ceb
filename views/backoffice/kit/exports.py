"""The files of a list: the same rows in the same order, as a table, a workbook or a page to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from flask import abort
from flask.typing import ResponseReturnValue

from models import audit
from models.audit import AuditAction
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.lists import loading, paging
from models.permissions import Permission
from models.values.days import today
from views import access, exports, formats
from views.backoffice.kit.columns import Column
from views.backoffice.kit.guarded import expose, may_lag
from views.backoffice.kit.history import reader_role
from views.backoffice.kit.listing import Listing
from views.backoffice.shaping.fields import columns as added_columns

PRINT = "impression"
"""The export that is a page."""

NOT_YOURS_TO_EXPORT = "Seuls les superviseurs et les administrateurs exportent."
NOTHING_TO_EXPORT = "Il n’y a aucune ligne à exporter."

LONGEST_PRINT = 1_000
EXPORT_CAP = 1_000_000
"""Up to here an export's event says how many rows left."""


class Exports:
    """Mixed into `Screen`: `/console/<screen>/export/<type>/`, to whoever may export it."""

    file_load: ClassVar[Sequence[str]] = ()
    """What a file needs of other tables, beside what the list reads."""

    address: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    endpoint: str
    permissions: ClassVar[dict[str, Permission | access.Rule]]
    model: type[Base]
    may: Callable[[str], bool]
    render: Callable[..., str]

    _get_list_extra_args: Callable[[], Listing]
    _query: Callable[[Listing], paging.Query]

    @property
    def is_exported(self) -> bool:
        """Whether anybody has files of this list."""
        return "export" in self.permissions

    def no_export(self, shown: Listing) -> str:
        """Why whoever looks has no file of this list; nothing when there is one."""
        if not self.may("export"):
            return NOT_YOURS_TO_EXPORT
        return "" if shown.rows else NOTHING_TO_EXPORT

    @expose("/export/<export_type>/")
    @may_lag
    def export(self, export_type: str) -> ResponseReturnValue:
        """The list of this address as a file, or a page to print; leaves an event before its first byte."""
        if export_type != PRINT and export_type not in exports.TYPES:
            abort(404)
        shown = self._get_list_extra_args()
        query = self._query(shown)
        (count,) = paging.found(query, cap=EXPORT_CAP)
        with transaction():
            after = {
                "screen": self.endpoint,
                "format": export_type,
                "rows": count.value,
                **shown.criteria.args(),
            }
            audit.record(
                AuditAction.EXPORTED, (self.endpoint, None), actor=access.current_actor(), after=after
            )
        if export_type == PRINT:
            return self._printed(shown, query, count)
        columns = self.file_columns()
        query = replace(query, options=(*query.options, *loading.options(self.model, self.file_load)))
        role = reader_role()
        heads, rows = added_columns.lines_along(self.model, role, columns, paging.stream(query))
        name = f"{self.address.replace('/', '-')}-{formats.iso(today())}"
        return exports.download(export_type, name, heads, rows)

    def _printed(self, shown: Listing, query: paging.Query, count: paging.Count) -> str:
        """The page to print: as long as people print, it says what it leaves out."""
        shown.show(paging.page(query, LONGEST_PRINT), (count, count))
        added_columns.load(shown.columns, self.model, shown.rows)
        return self.render("admin/model/print.html", listing=shown, at=now())

    def file_columns(self) -> list[Column]:
        """The columns of a file: those of the list, small second lines apart. A screen may tell more."""
        seconds = {id(c): Column(c.second or f"{c.label} (suite)", c.under) for c in self.columns if c.under}
        return [shown for c in self.columns for shown in (c, seconds.get(id(c))) if shown is not None]
