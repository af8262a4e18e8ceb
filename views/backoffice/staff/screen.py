"""The screen of staff: invited, given a role, disabled, reset; by administrators, code in hand."""

from __future__ import annotations

from enum import Enum

from models import staff
from models.kernel import idempotency
from models.permissions import Permission, Role
from models.sign_in import open_sessions
from models.sign_in.second_factor import recovery_codes_left
from models.staff import Agent
from views import access
from views.backoffice.kit.columns import Column, Empty, Filter, Section
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.screen import Screen
from views.backoffice.staff.change_role import CHANGE_ROLE
from views.backoffice.staff.disable import DISABLE
from views.backoffice.staff.reset import RESET
from views.backoffice.staff.reset_second_factor import RESET_SECOND_FACTOR
from views.backoffice.staff.see_attachments import SEE_ATTACHMENTS
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


def second_factor(agent: Agent) -> Tag | None:
    """Whether a telephone is enrolled."""
    if not agent.is_active:
        return None
    if agent.must_enrol:
        return Tag("wait", "phone", "À enregistrer à la prochaine connexion")
    return Tag("ok", "shield-check", "Enregistré")


def codes_left(agent: Agent) -> int | None:
    """How many recovery codes were not used yet."""
    return recovery_codes_left(agent) if agent.is_active and not agent.must_enrol else None


class Staff(Screen[Agent]):
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
        Filter("role", "Rôle", "role", ROLES),
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
                Column("Sessions ouvertes", open_sessions.count_open),
                Column("Second facteur", second_factor, show="tag"),
                Column("Fournisseur d’identité", "provider_issuer"),
                Column("Réinitialisé", "second_factor_reset_at", show="moment"),
                Column("Codes de secours", codes_left),
            ),
            sparse=True,
        ),
    )
    default_sort = ("name_key", False)
    actions = (RESET_SECOND_FACTOR, RESET, CHANGE_ROLE, DISABLE, SEE_ATTACHMENTS)

    def status(self, row: Agent) -> Enum | Tag | None:
        return row.status

    def history(self, row: Agent) -> History:
        return history_of(("agent", row.id))

    def create_form(self, obj: Agent | None = None) -> Form:
        return InviteForm()

    def create_model(self, form: Form) -> Agent:
        """Owes an invitation."""
        answers = form.answers

        def invite() -> Agent:
            role, actor = Role(answers["role"]), access.current_actor()
            return staff.invite(answers["email"], name=answers["name"], role=role, actor=actor)[0]

        return idempotency.once(answers["submission"], Agent, invite)

    def created(self, row: Agent) -> str:
        return f"L’invitation part à {row.email}."
