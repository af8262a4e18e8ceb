"""The added fields of a record, filled."""

from __future__ import annotations

from models.permissions import Permission
from models.shaping import filling
from views.backoffice.kit.row_actions import Done
from views.backoffice.shaping.fields.verb import ABSENT, Fill, check_fillable

FILL = Fill(
    verb="fill",
    name="champs",
    icon="ui-checks",
    label="Remplir les champs",
    permission=Permission.FILL_FIELDS,
    operation=filling.fill,
    check=check_fillable,
    absent=ABSENT,
    done=Done("Les champs de {row.title} sont enregistrés."),
)
