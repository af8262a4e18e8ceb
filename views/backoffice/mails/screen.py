"""The screen of mails: owed, sent, refused, come back; read as they are written, sent again."""

from __future__ import annotations

from enum import Enum

from flask import url_for

from models.accounts import ProAccount
from models.companies import Company
from models.lists.paging import Clause
from models.mails import MailState, OutboxEmail
from models.mails.queries import mail_state_is
from models.mails.reading import consult_link
from models.permissions import Permission
from views import access
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.filtering.filters import between
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.mails.mark_bounced import MARK_BOUNCED
from views.backoffice.mails.resend import RESEND
from views.mails import read, refusal_of, shows_link
from views.messages import LABELS, TAGS, Tag, label_of

STATES = [(value, tag.words) for value, tag in TAGS["MailState"].items()]
NOT_ARRIVED = "pas-arrive"
"""The filter's value for what was refused or came back."""


def state(mail: OutboxEmail) -> MailState:
    """Where it stands."""
    return MailState(mail.state)


def reader(mail: OutboxEmail) -> str:
    """Whom it was for, while we keep it."""
    return mail.to or "adresse effacée"


def is_in(value: str) -> Clause:
    """The clause of a state."""
    return OutboxEmail.is_troubled if value == NOT_ARRIVED else mail_state_is(value)


def account_link(mail: OutboxEmail) -> str | None:
    """The account that it concerns."""
    return url_for("accounts.details_view", id=mail.account_id) if mail.account_id else None


def company_link(mail: OutboxEmail) -> str | None:
    """The company that it concerns."""
    return url_for("companies.details_view", id=mail.company_id) if mail.company_id else None


class Mails(Screen[OutboxEmail]):
    """Every mail that was ever owed."""

    model, endpoint, address = OutboxEmail, "mails", "courriels"
    title, lead = "Courriels", "Ce qui est parti, ce qui attend, ce qui n’est pas arrivé."
    nouns, none, icon = ("courriel", "courriels"), "Aucun courriel", "envelope"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column("Destinataire", reader),
        Column(
            "Courriel",
            lambda mail: label_of("MailKind", mail.kind),
            under="account.identifier",
            second="Compte",
        ),
        Column("État", state, show="tag"),
        Column("Essais", "attempts"),
        Column("Dû", "created_at", show="stamp", sort="created_at"),
        Column("Parti", "sent_at", show="stamp"),
    )
    filters = (
        Filter(
            "etat",
            "État",
            is_in,
            [*STATES, (NOT_ARRIVED, "Pas arrivé")],
            facet=True,
            cells=lambda value: {"troubled": ["1"]} if value == NOT_ARRIVED else {"state": [value]},
        ),
        Filter("genre", "Courriel", "kind", list(LABELS["MailKind"].items()), cells="kind"),
        *between("created_at", more=False),
        of("structure", "Structure", Company, "company_id"),
        of("compte", "Compte", ProAccount, "account_id"),
    )
    empty = Empty(
        "Chaque courriel que nous devons à quelqu’un entre ici, parti ou non : activations, avis, rappels.",
        (Way("Créer un compte", "accounts.create_view", Permission.CREATE_ACCOUNT, "plus-lg"),),
    )
    facts = (
        Section(
            "L’envoi",
            (
                Column("Destinataire", reader),
                Column("Courriel", lambda mail: label_of("MailKind", mail.kind)),
                Column("Compte", "account.identifier", show="mono", href=account_link),
                Column("Structure", "company.name", href=company_link),
                Column("Dû", "created_at", show="moment"),
                Column("Essais", "attempts"),
                Column("Parti", "sent_at", show="moment"),
                Column("Prochain essai", "next_at", show="moment"),
                Column("Dernier refus", refusal_of, show="lines"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("created_at", True)
    reads = ("kind", "to", "state", "last_error", "forgotten_at", "account.identifier")
    load = ("account",)
    actions = (RESEND, MARK_BOUNCED)
    details_template = "backoffice/mails/details.html"

    def row_tone(self, row: OutboxEmail) -> str:
        return {"refused": "stop", "bounced": "stop", "retrying": "wait"}.get(row.state, "")

    def heading(self, row: OutboxEmail) -> str:
        return f"{label_of('MailKind', row.kind)}, {f'à {row.to}' if row.to else 'adresse effacée'}"

    def status(self, row: OutboxEmail) -> Enum | Tag | None:
        return state(row)

    def history(self, row: OutboxEmail) -> History:
        return history_of(("mail", row.id))

    def consulted(self, row: OutboxEmail) -> None:
        """A link that staff can read leaves a trace before it is shown."""
        if row.forgotten_at is None and shows_link(row):
            consult_link(row, actor=access.current_actor())

    def details(self, row: OutboxEmail) -> Context:
        """With the mail as its reader gets it."""
        letter = read(row) if row.forgotten_at is None else None
        return {**super().details(row), "letter": letter}
