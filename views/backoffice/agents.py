"""The screen of staff: invited, given a role, disabled, reset; by administrators, code in hand."""

from __future__ import annotations

from typing import Any

from flask import url_for

from models import agents, submissions
from models.agents import Agent
from models.permissions import Permission, Role
from views import access
from views.backoffice.base import Screen, row_action
from views.backoffice.bulk import BulkAction
from views.backoffice.closed import fresh
from views.backoffice.columns import Action, Column, Empty, Filter, Section
from views.backoffice.inputs import StepForm
from views.backoffice.past import History, past
from views.backoffice.reasons import why_not
from views.fields import Choice, Email, Form, Submission, Text
from views.messages import LABELS, TAGS, label_of

ROLES = list(LABELS["Role"].items())
STATES = [(value, tag.words) for value, tag in TAGS["AgentStatus"].items()]


class InviteForm(Form):
    """Somebody new."""

    email = Email("Courriel professionnel", needed="Indiquez le courriel professionnel.")
    name = Text("Prénom et nom", needed="Indiquez le prénom et le nom.")
    role = Choice("Rôle", ROLES, needed="Choisissez le rôle.")
    submission = Submission()


class RoleForm(StepForm):
    """Another role."""

    role = Choice("Rôle", ROLES, needed="Choisissez le rôle.")


class Staff(Screen):
    """Members of staff."""

    model, endpoint, address = Agent, "staff", "agents"
    title, lead = "Agents", "Qui entre dans la console, et avec quel rôle."
    nouns, none, icon = ("agent", "agents"), "Aucun agent", "people"
    create_words = "Inviter un agent"
    permissions = {
        "index_view": Permission.MANAGE_STAFF,
        "details_view": Permission.MANAGE_STAFF,
        "create_view": fresh(Permission.MANAGE_STAFF),
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column("Nom", "name", sort="name_key", under="email", second="Courriel"),
        Column("État", "status", show="tag"),
        Column("Rôle", lambda a: label_of("Role", a.role)),
        Column("Invité", "created_at", show="stamp", sort="created_at"),
        Column("Vu", "last_seen_at", show="stamp"),
    )
    filters = (
        Filter("etat", "État", agents.status_is, STATES, facet=True),
        Filter("role", "Rôle", lambda role: Agent.role == role, ROLES),
    )
    empty = Empty("Invitez les personnes qui entreront dans la console.")
    facts = (
        Section(
            "La personne",
            (
                Column("Nom", "name"),
                Column("Courriel", "email"),
                Column("Rôle", lambda a: label_of("Role", a.role)),
                Column("Invité", "created_at", show="moment"),
                Column("Invitation acceptée", "accepted_at", show="moment"),
                Column("Dernière connexion", "last_seen_at", show="moment"),
                Column("Désactivé", "disabled_at", show="moment"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("name_key", False)
    bulk = (
        BulkAction(
            "desactiver",
            "Désactiver",
            Permission.MANAGE_STAFF,
            icon="person-x",
            run=agents.disable,
            check=agents.check_disable,
            told=lambda a: f"Ses sessions se ferment ; {label_of('Role', a.role).lower()} jusqu’ici.",
            done=("accès fermé", "accès fermés"),
            consequence="Personne d’entre eux n’entre plus. Une réinitialisation rouvre l’accès.",
            way_out="Les laisser ouverts",
            fresh=True,
            danger=True,
        ),
        BulkAction(
            "reinitialiser",
            "Réinitialiser",
            Permission.MANAGE_STAFF,
            icon="arrow-repeat",
            run=agents.reset,
            check=agents.check_reset,
            told=lambda a: f"Une nouvelle invitation part à {a.email}.",
            done=("accès réinitialisé", "accès réinitialisés"),
            consequence="Mots de passe, applications et codes de secours sont oubliés.",
            way_out="Ne rien changer",
            fresh=True,
            danger=True,
        ),
    )

    def status(self, row: Agent) -> Any:
        return row.status

    def history(self, row: Agent) -> History:
        return past(("agent", [row.id]))

    def actions(self, row: Agent) -> list[Action]:
        """A lost telephone is what is asked for most; nobody changes himself."""
        manage = Permission.MANAGE_STAFF
        href, unless = self.href(row, "reinitialiser"), why_not(agents.check_reset, row)
        words = "Renvoyer l’invitation" if row.accepted_at is None else "Réinitialiser"
        found = [Action(words, href, manage, "arrow-repeat", unless=unless)]
        unless = why_not(agents.check_change_role, row)
        found.append(Action("Changer le rôle", self.href(row, "role"), manage, "person-badge", unless=unless))
        if row.disabled_at is None:
            href, unless = self.href(row, "desactiver"), why_not(agents.check_disable, row)
            found.append(Action("Désactiver", href, manage, "person-x", "stop", unless=unless))
        listed = url_for("attachments.index_view", agent=row.id)
        return [*found, Action("Voir ses rattachements", listed, icon="link-45deg", tone="quiet")]

    def standing(self, row: Agent) -> str:
        return row.role

    def create_form(self, obj: Any = None) -> Form:
        return InviteForm()

    def create_model(self, form: Any) -> Agent:
        """Owes an invitation."""
        told = form.answers

        def invite() -> Agent:
            role, actor = Role(told["role"]), access.current_actor()
            return agents.invite(told["email"], name=told["name"], role=role, actor=actor)[0]

        return submissions.once(told["submission"], Agent, invite)

    def created(self, row: Agent) -> str:
        return f"L’invitation part à {row.email}."

    @row_action("desactiver", Permission.MANAGE_STAFF, fresh=True)
    def disable(self, row: Agent) -> Any:
        """Closes the door to somebody."""
        form = StepForm()
        if form.validate_on_submit():
            with form.refusals():
                agents.disable(row, actor=access.current_actor())
                return self.done(row, f"L’accès de {row.name} est fermé.", more="Ses sessions le sont aussi.")
        return self.ask(
            row,
            form,
            question=f"Désactiver {row.name} ?",
            consequence="Ses sessions se ferment à l’instant. Une réinitialisation rouvre l’accès.",
            verb="Désactiver l’accès",
            way_out="Le laisser ouvert",
            danger=True,
        )

    @row_action("reinitialiser", Permission.MANAGE_STAFF, fresh=True)
    def reset(self, row: Agent) -> Any:
        """A lost telephone or password: a new invitation."""
        form = StepForm()
        if form.validate_on_submit():
            with form.refusals():
                agents.reset(row, actor=access.current_actor())
                return self.done(row, f"Une nouvelle invitation part à {row.email}.")
        return self.ask(
            row,
            form,
            question=f"Réinitialiser l’accès de {row.name} ?",
            consequence="Mot de passe, application et codes de secours sont oubliés ; une invitation part.",
            verb="Réinitialiser l’accès",
            way_out="Ne rien changer",
            danger=True,
        )

    @row_action("role", Permission.MANAGE_STAFF, fresh=True)
    def change_role(self, row: Agent) -> Any:
        """Another role."""
        form = RoleForm(data={"role": row.role})
        if form.validate_on_submit():
            with form.refusals():
                agents.change_role(
                    row, Role(form.role.data), seen=form.state_seen, actor=access.current_actor()
                )
                return self.done(row, f"{row.name} a un nouveau rôle.", more="Ses sessions sont fermées.")
        return self.ask(
            row,
            form,
            question=f"Quel rôle pour {row.name} ?",
            consequence="Ses sessions se ferment : la personne se reconnecte avec son nouveau rôle.",
            verb="Changer le rôle",
            way_out="Ne rien changer",
        )
