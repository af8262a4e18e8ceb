"""A throw-away installation of a given size, on SQLite, filled without the operations' ceremony."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

import config
from console import create_app
from models.attachments import Attachment, AttachmentReferent
from models.concessions import Concession, access_codes
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.permissions import Role
from models.storage import ddl, schema
from models.values.text import fold, title_key
from tests.support import people

NAMES = ("ESTUAIRE", "CÔTE D’ALBÂTRE", "QUAI FRISSARD", "SAINTE-ADRESSE", "HARFLEUR", "BLÉVILLE", "PERREY")
NETWORKS = ("ÉCLAIRAGE", "BASSE TENSION", "GAZ", "FIBRE", "ASSAINISSEMENT")
BLOCK = 5_000
KEYS = ("SECRET", "CODE", "AUDIT")


def environment(url: str | None = None) -> dict[str, str]:
    """The variables of a new installation, on SQLite unless told."""
    folder = Path(tempfile.mkdtemp(prefix="bascule-bench-"))
    environ = {f"BASCULE_{name}_KEY": f"a-{name.lower()}-key-for-measuring-only-0123456789" for name in KEYS}
    return environ | {
        "BASCULE_INSTANCE": str(folder),
        "BASCULE_DATABASE_URL": url or f"sqlite:///{folder}/bascule.db",
    }


def build(size: int, url: str | None = None) -> tuple[Flask, Path]:
    """An application whose database, SQLite's unless told, holds `size` concessions, and its folder."""
    environ = environment(url)
    folder = Path(environ["BASCULE_INSTANCE"])
    settings = config.read(environ)
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        for start in range(0, size, BLOCK):
            with transaction() as session:
                session.execute(insert(Concession), [row(n) for n in range(start, min(start + BLOCK, size))])
    return app, folder


def row(number: int) -> dict[str, object]:
    """The values of one concession."""
    title = f"{NAMES[number % 7]} {NETWORKS[number % 5]} – Lot {number:07d}"
    key = title_key(title)
    return {
        "reference": f"ECR-{number:07d}",
        "kind": "voirie",
        "title": title,
        "title_key": key,
        "title_digest": access_codes.title_digest("voirie", key),
        "siret": f"{number:014d}",
        "holder": f"SOCIETE {number % 5_000}",
        "city": "Le Havre",
        "network": "Eau",
        "imported_at": now(),
        "version": 1,
        "search": fold(f"{title} ECR-{number:07d} {number:014d} SOCIETE {number % 5_000} Le Havre"),
    }


def visitor(app: Flask) -> FlaskClient:
    """A browser in which a supervisor, who may read everything, is signed in."""
    with app.app_context():
        return people.browser(app, people.staff(Role.SUPERVISOR))


def bind(app: Flask, size: int) -> None:
    """Binds each of the first `size` concessions to one of fifty companies, some by agents."""
    with app.app_context():
        agents = [people.staff(Role.AGENT).id for _ in range(5)]
        holders = [people.active() for _ in range(50)]
        known = [(holder.id, holder.company_id, holder.company.name, holder.identifier) for holder in holders]
        with transaction() as session:  # its index is built at the end: a tenth of the time
            session.execute(text("DROP TRIGGER IF EXISTS attachments_fts_insert"))
        for start in range(0, size, BLOCK):
            rows = [link(n, known[n % 50], agents[n % 5]) for n in range(start, min(start + BLOCK, size))]
            seen = [
                {"attachment_id": row["id"], "account_id": row["referent_id"], "since": row["created_at"]}
                for row in rows
            ]
            with transaction() as session:
                session.execute(insert(Attachment), rows)
                session.execute(insert(AttachmentReferent), seen)
        with transaction() as session:
            session.execute(text("INSERT INTO attachments_fts(attachments_fts) VALUES ('rebuild')"))
            ddl.apply(session.connection())


def link(number: int, holder: tuple[int, int, str, str], agent: int) -> dict[str, object]:
    """The values of one attachment: four of five by code, the others by call-back."""
    account, company, name, identifier = holder
    old, moment, called = row(number), now() - timedelta(minutes=number), number % 5 == 0
    return {
        "id": number + 1,
        "concession_id": number + 1,
        "company_id": company,
        "referent_id": account,
        "channel": "console" if called else "portal",
        "evidence": "callback" if called else "code",
        "justification": "Rappelé au numéro de l’ancien dossier, identité vérifiée." if called else "",
        "called_number": "+33235223344" if called else "",
        "made_by_id": agent if called else None,
        "created_at": moment,
        "effective_at": moment,
        "review": "after" if called else "sample" if number % 20 == 1 else "none",
        "title_key": old["title_key"],
        "search": fold(f"{old['title']} {old['reference']} {name} {identifier}"),
    }
