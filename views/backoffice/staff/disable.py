"""Closes the door to somebody."""

from __future__ import annotations

from models import staff
from models.permissions import Permission
from models.staff import AgentDisabled
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several
from views.messages import label_of

DISABLE = RowAction(
    verb="disable",
    name="desactiver",
    icon="person-x",
    label="Désactiver",
    tone="stop",
    permission=Permission.MANAGE_STAFF,
    fresh=True,
    operation=staff.disable,
    check=staff.check_disable,
    absent=(AgentDisabled,),
    question=Question(
        "Désactiver {row.name} ?",
        verb="Désactiver l’accès",
        way_out="Le laisser ouvert",
        consequence="Ses sessions se ferment à l’instant. Une réinitialisation rouvre l’accès.",
        danger=True,
    ),
    done=Done(
        "L’accès de {row.name} est fermé.",
        more="Ses sessions le sont aussi.",
        many=("accès fermé", "accès fermés"),
    ),
    bulk=Several(
        lambda agent: f"Ses sessions se ferment ; {label_of('Role', agent.role).lower()} jusqu’ici.",
        consequence="Personne d’entre eux n’entre plus. Une réinitialisation rouvre l’accès.",
        way_out="Les laisser ouverts",
    ),
)
