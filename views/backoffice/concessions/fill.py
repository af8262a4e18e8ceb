"""The added fields of a record, filled."""

from __future__ import annotations

from views.backoffice.kit.row_actions import Done
from views.backoffice.shaping.fields.verb import Fill

FILL = Fill(verb="fill", done=Done("Les champs de {row.title} sont enregistrés."))
