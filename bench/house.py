"""A throw-away installation of a given size, on SQLite, filled without the operations' ceremony."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

import config
from console import create_app
from models import codes, schema
from models.base import now, transaction
from models.concessions import Concession
from models.permissions import Role
from models.text import fold, title_key
from tests import people

NAMES = ("ESTUAIRE", "CÔTE D’ALBÂTRE", "QUAI FRISSARD", "SAINTE-ADRESSE", "HARFLEUR", "BLÉVILLE", "PERREY")
NETWORKS = ("ÉCLAIRAGE", "BASSE TENSION", "GAZ", "FIBRE", "ASSAINISSEMENT")
BLOCK = 5_000
KEYS = ("SECRET", "CODE", "AUDIT")


def build(size: int) -> tuple[Flask, Path]:
    """An application whose database holds `size` concessions, and its folder."""
    folder = Path(tempfile.mkdtemp(prefix="bascule-bench-"))
    told = {f"BASCULE_{name}_KEY": f"a-{name.lower()}-key-for-measuring-only-0123456789" for name in KEYS}
    told |= {"BASCULE_INSTANCE": str(folder), "BASCULE_DATABASE_URL": f"sqlite:///{folder}/bascule.db"}
    settings = config.read(told)
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
        "title_digest": codes.title_digest("voirie", key),
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
