"""Another role."""

from __future__ import annotations

from models import staff
from models.kernel.actors import Actor
from models.permissions import Permission, Role
from models.staff import Agent
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen
from views.fields import Choice
from views.messages import LABELS


class RoleForm(StepForm):
    """Which one."""

    role = Choice("Rôle", LABELS["Role"].items(), needed="Choisissez le rôle.")


def give(agent: Agent, *, role: str, seen: str | None, actor: Actor) -> None:
    """What was chosen, as the models name it."""
    staff.change_role(agent, Role(role), seen=seen, actor=actor)


CHANGE_ROLE = Seen(
    verb="change_role",
    name="role",
    key="r",
    icon="person-badge",
    label="Changer le rôle",
    permission=Permission.MANAGE_STAFF,
    fresh=True,
    operation=give,
    check=staff.check_change_role,
    form=RoleForm,
    filled=lambda agent: {"role": agent.role},
    question=Question(
        "Quel rôle pour {row.name} ?",
        verb="Changer le rôle",
        way_out="Ne rien changer",
        consequence="Ses sessions se ferment : la personne se reconnecte avec son nouveau rôle.",
    ),
    done=Done("{row.name} a un nouveau rôle.", more="Ses sessions sont fermées."),
)
