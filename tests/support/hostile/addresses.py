"""Every address of both doors, and what the arguments of each may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token
from models.kernel.base import db
from models.mails.texts import catalogue
from models.storage import registry
from views import access

SPARED = {"static", "bootstrap", "labels", "alive", "health", "metrics", "api.description"}
LEAVING = ("sign_out", "erase", "disable", "desactiver", "deconnecter", "bulk_reinitialiser")
"""What ends the session that asks, or takes the password from whoever is chosen: other tests see to it."""


def rules(app: Flask) -> Iterator[Rule]:
    """Every address of both doors; what keys open is asked by schemathesis (tests/views/api)."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        leaves = any(word in rule.endpoint or word in rule.rule for word in LEAVING)
        if rule.endpoint not in SPARED and not leaves and not access.is_api(rule.rule):
            yield rule


TABLES = {
    "a-corriger": "contact_flaws",
    "abonnements": "webhook_subscriptions",
    "agents": "agents",
    "arretes": "permit_orders",
    "cles": "api_keys",
    "comptes": "pro_accounts",
    "concessions": "concessions",
    "courriels": "outbox_emails",
    "demandes": "road_opening_requests",
    "autorisations": "road_opening_requests",
    "documents": "documents",
    "dossiers": "cases",
    "filtres": "saved_filters",
    "imports": "import_runs",
    "journal": "audit_events",
    "migration": "companies",
    "partenaires": "partners",
    "rapprochement": "concessions",
    "rattachements": "attachments",
    "relances": "outreach_batches",
    "sessions": "sessions",
    "structures": "companies",
}
"""By a word of an address, where the row stands that it names."""

LINKS = {
    "activation": Purpose.ACTIVATION,
    "mot-de-passe": Purpose.RESET,
    "courriel": Purpose.EMAIL_CHANGE,
    "invitation": Purpose.INVITATION,
}
"""By a word of an address, what the link is for whose secret it holds."""

KNOWN = {"kind": "voirie", "siret": "20008495200015"}
"""By the name of an argument."""


def there(path: str, name: str) -> list[Any]:
    """What an argument of an address may be; on the console the newest row: those who ask are older."""
    words = path.split("/")[: path.split("/").index(f"<{name}>")] if f"<{name}>" in path else path.split("/")
    known: list[Any] = []
    if name == "token":
        purposes = [purpose.value for word, purpose in LINKS.items() if word in words]
        found = db.session.scalars(select(Token).where(Token.purpose.in_(purposes), Token.ended_at.is_(None)))
        known = [tokens.secret_of(token) for token in found]
    elif "modeles" in words:
        known = sorted(catalogue.kinds())[:1]
    elif name in KNOWN:
        known = [KNOWN[name]]
    elif named := [TABLES[word] for word in words if word in TABLES]:
        table = registry.load().metadata.tables[named[-1]]
        [number] = table.primary_key
        rows = select(table.c.get(name, number)).order_by(number)
        known = list(db.session.scalars(rows))[-1 if access.is_console(path) else 0 :][:1]
    db.session.rollback()
    return known or ["voirie"]


def placeholders(path: str) -> list[str]:
    """The arguments of an address, as its rule writes them."""
    return [f"<{part.split('>')[0]}>" for part in path.split("<")[1:]]
