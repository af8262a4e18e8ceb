"""The screen of keys: made for a named program with a role and scopes, shown once, renewed, revoked."""

from __future__ import annotations

from models.permissions import Permission, Role
from models.staff import machines
from models.staff.machines import ApiKey
from models.staff.machines.queries import list_calls
from models.values.days import today
from views import access, formats
from views.backoffice.kit.columns import Column, Empty, Section, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.machines import told_once
from views.backoffice.machines.renew import RENEW, USUAL_LIFE, LastDay
from views.backoffice.machines.revoke import REVOKE
from views.fields import Choice, Form, Submission, Text
from views.fields.boxes import Boxes
from views.messages import LABELS, Tag, label_of, tag_of


class KeyForm(Form):
    """A new program and its first key."""

    name = Text(
        "Nom de l’application",
        needed="Indiquez le nom : le journal dira ainsi qui a agi.",
        hint="Par exemple : Guichet des permissions",
    )
    role = Choice(
        "Rôle",
        LABELS["Role"].items(),
        needed="Choisissez le rôle.",
        hint="Elle peut ce que ce rôle peut dans la console, et rien d’autre.",
    )
    scopes = Boxes(
        "Ce qu’elle appelle",
        LABELS["Scope"].items(),
        needed="Cochez au moins une chose : une clé qui n’ouvre rien ne sert à rien.",
    )
    expires_on = LastDay("Dernier jour")
    submission = Submission()


def state(key: ApiKey) -> Tag:
    """Where it stands."""
    return tag_of("KeyState", key.state)


def scope_words(key: ApiKey) -> str:
    """What it may call, in words."""
    return " · ".join(label_of("Scope", scope) for scope in key.client.scopes)


def last_day(key: ApiKey) -> str:
    """Until when it serves."""
    return formats.day(key.expires_on)


class ApiKeys(Screen[ApiKey]):
    """Keys of programs."""

    model, endpoint, address = ApiKey, "api_keys", "cles"
    title, lead = (
        "Clés",
        "Les applications qui appellent /api/v1, chacune avec son rôle et ce qu’elle peut appeler.",
    )
    nouns, none, icon = ("clé", "clés"), "Aucune clé", "key"
    create_words = "Créer une clé"
    is_searchable = False
    permissions = {
        "index_view": Permission.MANAGE_KEYS,
        "details_view": Permission.MANAGE_KEYS,
        "create_view": fresh(Permission.MANAGE_KEYS),
    }
    columns = (
        Column("Application", "client.name", under="hint", second="Clé"),
        Column("État", state, show="tag"),
        Column("Rôle", lambda key: label_of("Role", key.client.role)),
        Column("Dernier jour", last_day),
        Column("Dernier appel", "last_used_at", show="stamp"),
        Column("Créée", "created_at", show="stamp", sort="created_at"),
    )
    empty = Empty(
        "Une clé ouvre /api/v1 à une application d’un autre service. Elle n’est montrée qu’une fois.",
        (Way("Créer une clé", "api_keys.create_view", Permission.MANAGE_KEYS, "plus-lg"),),
    )
    facts = (
        Section(
            "La clé",
            (
                Column("Application", "client.name"),
                Column("Commence par", "hint"),
                Column("Rôle", lambda key: label_of("Role", key.client.role)),
                Column("Peut appeler", scope_words),
                Column("Créée", "created_at", show="moment"),
                Column("Dernier jour", last_day),
                Column("Révoquée", "revoked_at", show="moment"),
                Column("Dernier appel", "last_used_at", show="moment"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("created_at", True)
    reads = ("expires_on", "revoked_at", "client.role")
    load = ("client",)
    details_template = "backoffice/staff/api_key.html"
    actions = (REVOKE, RENEW)

    def heading(self, row: ApiKey) -> str:
        return f"Clé de {row.client.name}"

    def status(self, row: ApiKey) -> Tag:
        return state(row)

    def history(self, row: ApiKey) -> History:
        return history_of(("api-key", row.id))

    def create_form(self, obj: ApiKey | None = None) -> Form:
        return KeyForm(data={"expires_on": today() + USUAL_LIFE})

    def create_model(self, form: Form) -> ApiKey:
        """A program and its key."""
        answers = form.answers
        issued = machines.issue(
            answers["name"],
            role=Role(answers["role"]),
            scopes=answers["scopes"] or (),
            expires_on=answers["expires_on"],
            submission=answers["submission"],
            actor=access.current_actor(),
        )
        told_once.keep(told_once.API_KEY, issued.key.id, issued.secret)
        return issued.key

    def created(self, row: ApiKey) -> str:
        return f"La clé de {row.client.name} est créée."

    def details(self, row: ApiKey) -> Context:
        secret = told_once.take(told_once.API_KEY, row.id)
        return {**super().details(row), "secret": secret, "calls": list_calls(row)}
