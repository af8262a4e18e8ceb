"""Takes a key back."""

from __future__ import annotations

from models.permissions import Permission
from models.staff import machines
from models.staff.machines import KeyOver
from views.backoffice.kit.row_actions import Done, Question, RowAction

REVOKE = RowAction(
    verb="revoke",
    name="revoquer",
    key="r",
    icon="slash-circle",
    label="Révoquer",
    tone="quiet",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=machines.revoke,
    check=machines.check_revoke,
    absent=(KeyOver,),
    question=Question(
        "Révoquer cette clé de {row.client.name} ?",
        verb="Révoquer la clé",
        way_out="La laisser servir",
        consequence="Elle n’ouvre plus rien dès l’appel suivant. Les autres clés servent encore.",
        danger=True,
    ),
    done=Done("La clé {row.hint}… est révoquée."),
)
