"""The portal as a person sees it, looked at and left as it is."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from models.accounts import AccountErased, ProAccount
from models.permissions import Permission
from models.staff import impersonation
from views.access import impersonation as looks
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Asks, Question, RowAction
from views.fields import Form


class SeeAs(RowAction[ProAccount]):
    """It leads into the portal instead of back to the row."""

    def take(self, screen: Asks, row: ProAccount, form: Form) -> ResponseReturnValue:
        return redirect(str(self.operation(row, reason=form.reason.data)), 303)


SEE_AS = SeeAs(
    verb="see_as",
    name="voir",
    icon="eye",
    label="Voir à sa place",
    tone="quiet",
    permission=Permission.SEE_AS,
    operation=looks.begin,
    check=impersonation.check_open,
    absent=(AccountErased,),
    form=ReasonForm,
    question=Question(
        "Voir le portail à la place de {row.full_name} ?",
        verb="Voir à sa place",
        way_out="Rester dans la console",
        consequence="Pendant un quart d’heure, en lecture seule. La personne le verra dans son compte.",
    ),
)
