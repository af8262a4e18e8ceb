"""Whom the demonstration lets in, with known passwords: three members of staff, a few people of companies."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Settings
from models import staff
from models.concessions import ConcessionKind
from models.kernel.actors import Actor
from models.kernel.base import db
from models.permissions import Role
from models.staff import Agent
from models.staff.queries import find_agent_by_email
from models.values import passwords

STAFF_PASSWORD = "Ponton-mistral-63-balise"  # noqa: S105 - it opens the demonstration, on loopback alone
PRO_PASSWORD = "Chalut-pluvieux-58-digue"  # noqa: S105 - the same
TITLE = "LE HAVRE SEINE METROPOLE"
REFERENCE = "ECR-DEMO-LHSM"
CODE = "4827"
"""The free record that the guide's journey attaches."""

KNOWN_ACCOUNTS = 3


@dataclass(frozen=True)
class Member:
    """One member of staff."""

    email: str
    name: str
    role: Role

    @property
    def secret(self) -> str:
        """The second factor's secret: the same in every demonstration."""
        return base64.b32encode(hashlib.sha256(f"demo {self.email}".encode()).digest()[:20]).decode()


STAFF = (
    Member("agent@example.org", "Aline Agent", Role.AGENT),
    Member("superviseur@example.org", "Sabine Superviseur", Role.SUPERVISOR),
    Member("admin@example.org", "Adèle Administratrice", Role.ADMIN),
)


def hire(actor: Actor) -> list[Agent]:
    """Those of the staff who are not there yet are added; all of them."""
    hired = []
    for member in STAFF:
        agent = find_agent_by_email(member.email)
        if agent is None:
            agent = staff.add(
                member.email,
                name=member.name,
                role=member.role,
                password=STAFF_PASSWORD,
                totp_secret=member.secret,
                actor=actor,
            )
        hired.append(agent)
    return hired


def hashes(count: int) -> list[str]:
    """A few hashes that all accounts share: the first of the known password, the others of passwords lost."""
    lost = [hashlib.sha256(f"demo {number}".encode()).hexdigest() for number in range(count - 1)]
    return [passwords.hash_(password) for password in (PRO_PASSWORD, *lost)]


def nobodys_hash() -> str:
    """The hash of a password that nobody has, this program included."""
    return passwords.hash_(secrets.token_urlsafe(32))


def sign_ins(settings: Settings) -> dict[str, Any]:
    """What `demo.json` holds."""
    from models.accounts import ProAccount

    first = db.session.scalars(db.select(ProAccount).order_by(ProAccount.id).limit(KNOWN_ACCOUNTS))
    return {
        "portal": f"{settings.public_url}/",
        "console": f"{settings.console_url}/console/",
        "staff": [
            {
                "email": member.email,
                "name": member.name,
                "role": member.role.value,
                "password": STAFF_PASSWORD,
                "totp_secret": member.secret,
            }
            for member in STAFF
        ],
        "accounts": [
            {"identifier": account.identifier, "password": PRO_PASSWORD, "company": account.company.name}
            for account in first
        ],
        "concession": {
            "reference": REFERENCE,
            "title": TITLE,
            "kind": ConcessionKind.VOIRIE.value,
            "access_code": CODE,
        },
    }


def keep(path: Path, found: dict[str, Any]) -> None:
    """Writes the sign-ins, readable by this user alone, unless they stand there already."""
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
