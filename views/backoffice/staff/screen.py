"""The screen of staff: invited, given a role, disabled, reset; by administrators, code in hand."""

from __future__ import annotations

from typing import Any

from flask import url_for

from models import staff
from models.kernel import idempotency, sessions
from models.permissions import Permission, Role
from models.staff import Agent
from views import access
from views.backoffice.kit.bulk import BulkAction
from views.backoffice.kit.columns import Action, Column, Empty, Filter, Section
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, past
from views.backoffice.kit.inputs import ReasonForm, StepForm
from views.backoffice.kit.reasons import why_not
from views.backoffice.kit.screen import Screen, row_action
from views.fields import Choice, Email, Form, Submission, Text
from views.messages import LABELS, TAGS, Tag, label_of

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


def second_factor(agent: Agent) -> Tag | None:
    """Whether a telephone is enrolled."""
    if not agent.is_active:
        return None
    if agent.must_enrol:
        return Tag("wait", "phone", "À enregistrer à la prochaine connexion")
    return Tag("ok", "shield-check", "Enregistré")


def codes_left(agent: Agent) -> int | None:
    """How many recovery codes were not used yet."""
    return staff.recovery_codes_left(agent) if agent.is_active and not agent.must_enrol else None


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
        Filter("etat", "État", staff.status_is, STATES, facet=True),
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
                Column("Désactivé", "disabled_at", show="moment"),
            ),
            sparse=True,
        ),
        Section(
            "Ses connexions",
            (
                Column("Vu", "last_seen_at", show="moment"),
                Column("Sessions ouvertes", sessions.count_open),
                Column("Second facteur", second_factor, show="tag"),
                Column("Réinitialisé", "second_factor_reset_at", show="moment"),
                Column("Codes de secours", codes_left),
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
            run=staff.disable,
            check=staff.check_disable,
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
            run=staff.reset,
            check=staff.check_reset,
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
        href, unless = self.href(row, "reinitialiser"), why_not(staff.check_reset, row)
        if row.accepted_at is None or row.disabled_at is not None:
            words = "Renvoyer l’invitation" if row.accepted_at is None else "Rouvrir l’accès"
            found = [Action(words, href, manage, "arrow-repeat", unless=unless)]
        else:
            again = Action("Tout réinitialiser", href, manage, "arrow-repeat", "quiet", unless=unless)
            href, unless = self.href(row, "second-facteur"), why_not(staff.check_reset_second_factor, row)
            lost = Action("Réinitialiser le second facteur", href, manage, "phone", unless=unless)
            found = [lost, again]
        unless = why_not(staff.check_change_role, row)
        found.append(Action("Changer le rôle", self.href(row, "role"), manage, "person-badge", unless=unless))
        if row.disabled_at is None:
            href, unless = self.href(row, "desactiver"), why_not(staff.check_disable, row)
            found.append(Action("Désactiver", href, manage, "person-x", "stop", unless=unless))
        listed = url_for("attachments.index_view", agent=row.id)
        return [*found, Action("Voir ses rattachements", listed, icon="link-45deg", tone="quiet")]

    def standing(self, row: Agent) -> str:
        return row.mark

    def create_form(self, obj: Any = None) -> Form:
        return InviteForm()

    def create_model(self, form: Any) -> Agent:
        """Owes an invitation."""
        told = form.answers

        def invite() -> Agent:
            role, actor = Role(told["role"]), access.current_actor()
            return staff.invite(told["email"], name=told["name"], role=role, actor=actor)[0]

        return idempotency.once(told["submission"], Agent, invite)

    def created(self, row: Agent) -> str:
        return f"L’invitation part à {row.email}."

    @row_action("desactiver", Permission.MANAGE_STAFF, fresh=True)
    def disable(self, row: Agent) -> Any:
        """Closes the door to somebody."""
        form = StepForm()
        if form.validate_on_submit():
            with form.refusals():
                staff.disable(row, actor=access.current_actor())
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
                staff.reset(row, actor=access.current_actor())
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

    @row_action("second-facteur", Permission.MANAGE_STAFF, fresh=True)
    def reset_second_factor(self, row: Agent) -> Any:
        """A lost telephone, and nothing else: the password stays."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                staff.reset_second_factor(row, reason=form.reason.data, actor=access.current_actor())
                return self.done(
                    row,
                    f"Le second facteur de {row.name} est réinitialisé.",
                    more="Un courriel part. La prochaine connexion demandera d’en enregistrer un nouveau.",
                )
        return self.ask(
            row,
            form,
            question=f"Réinitialiser le second facteur de {row.name} ?",
            consequence="Son application et ses codes de secours ne servent plus, ses sessions se ferment."
            " Son mot de passe reste. Assurez-vous que c’est bien elle qui le demande.",
            verb="Réinitialiser le second facteur",
            way_out="Ne rien changer",
            danger=True,
        )

    @row_action("role", Permission.MANAGE_STAFF, fresh=True)
    def change_role(self, row: Agent) -> Any:
        """Another role."""
        form = RoleForm(data={"role": row.role})
        if form.validate_on_submit():
            with form.refusals():
                staff.change_role(
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
