"""A link with which the person of an active account sets a new password; staff never read it."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased, AccountNotActive
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import Form

SEND_RESET = RowAction(
    verb="send_reset",
    name="mot-de-passe",
    key="m",
    icon="key",
    label="Envoyer un nouveau mot de passe",
    tone="quiet",
    permission=Permission.CREATE_ACCOUNT,
    operation=accounts.send_reset,
    check=accounts.check_send_reset,
    absent=(AccountErased, AccountNotActive),
    form=Form,
    question=Question(
        "Envoyer à {row.full_name} de quoi changer son mot de passe ?",
        verb="Envoyer le lien",
        way_out="Ne rien envoyer",
        consequence="Un lien part à {row.email} et vaut une heure ; vous ne le lisez pas. Le mot de passe"
        " actuel reste bon d’ici là.",
    ),
    done=Done("Un lien part à {row.email}.", more="Il vaut une heure, et remplace les précédents."),
    palette="Envoyer un nouveau mot de passe à {row.full_name}",
)
