"""A lost telephone and password: everything is forgotten, a new invitation is sent."""

from __future__ import annotations

from models import staff
from models.permissions import Permission
from models.staff import Agent
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several


def words(agent: Agent) -> str:
    """For who never came in, for who was shut out, for everybody else."""
    if agent.accepted_at is None:
        return "Renvoyer l’invitation"
    return "Rouvrir l’accès" if agent.disabled_at is not None else "Tout réinitialiser"


RESET = RowAction(
    verb="reset",
    name="reinitialiser",
    icon="arrow-repeat",
    label=words,
    tone=lambda agent: "quiet" if agent.is_active else "",
    permission=Permission.MANAGE_STAFF,
    fresh=True,
    operation=staff.reset,
    check=staff.check_reset,
    question=Question(
        "Réinitialiser l’accès de {row.name} ?",
        verb="Réinitialiser l’accès",
        way_out="Ne rien changer",
        consequence="Mot de passe, application et codes de secours sont oubliés ; une invitation part.",
        danger=True,
    ),
    done=Done(
        "Une nouvelle invitation part à {row.email}.", many=("accès réinitialisé", "accès réinitialisés")
    ),
    bulk=Several(
        "Une nouvelle invitation part à {row.email}.",
        consequence="Mots de passe, applications et codes de secours sont oubliés.",
        way_out="Ne rien changer",
        verb="Réinitialiser",
        place=1,
    ),
)
