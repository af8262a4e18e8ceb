"""People and companies for tests, made by the operations themselves."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import urlsplit

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from stdnum import luhn

from models import accounts, mails
from models.accounts import Person, ProAccount
from models.companies import CompanyFacts
from models.companies.directory import CompanyKind
from models.kernel.access import tokens
from models.kernel.access.sessions import open_
from models.kernel.actors import Actor, Site
from models.kernel.base import db
from models.permissions import Role
from models.staff import Agent, add
from models.values.siret import Siret

STAFF_PASSWORD = "Gabion-marnage-47-étrave"
PRO_PASSWORD = "Quai-brise-lames-82-vareuse"
SYSTEM = Actor.system("tests")

_numbers = itertools.count(1)


def begin_at(number: int) -> None:
    """Counts from here on: another process has the numbers before."""
    global _numbers
    _numbers = itertools.count(number)


def _letters(number: int) -> str:
    """A number in letters, five whatever it is: no name begins another, and no identifier."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:05d}")


def new_siret() -> Siret:
    """A SIRET that no test had before."""
    siren = f"{40_000_000 + next(_numbers):08d}"
    siren += luhn.calc_check_digit(siren)
    nic = f"{siren}0001"
    return Siret.parse(nic + luhn.calc_check_digit(nic))


def site_of(siret: str, number: int) -> Siret:
    """Another establishment of the same unit."""
    nic = f"{siret[:9]}{number:04d}"
    return Siret.parse(nic + luhn.calc_check_digit(nic))


def facts(**changes: Any) -> CompanyFacts:
    """A company that nobody registered yet."""
    number = next(_numbers)
    known = {
        "siret": new_siret(),
        "name": f"RESEAUX DU LITTORAL {number}",
        "kind": CompanyKind.COMPANY,
        "phone": "+33235223344",
        "email": f"contact.{number}@example.org",
        "address": "12 RUE DU PERREY",
        "postcode": "76600",
        "city": "LE HAVRE",
        "legal_category": "5710",
    }
    return CompanyFacts(**{**known, **changes})


def staff(role: Role | str = Role.AGENT, **changes: Any) -> Agent:
    """An active member of staff; `agent.totp_secret` gives the codes."""
    number = next(_numbers)
    known = {
        "name": f"Personne {number}",
        "password": STAFF_PASSWORD,
        "totp_secret": pyotp.random_base32(),
    }
    email = changes.pop("email", f"{role}{number}@example.org")
    return add(email, role=Role(role), actor=SYSTEM, **{**known, **changes})


def pending(**changes: Any) -> ProAccount:
    """An account whose activation link was not followed yet."""
    number = next(_numbers)
    company = changes.pop("company", None) or facts()
    person = {
        "first_name": "Camille",
        "last_name": f"Estuaire{_letters(number)}",
        "email": f"camille.{number}@example.org",
        "job_title": "Employé",
    }
    return accounts.create(company, Person(**{**person, **changes}), actor=SYSTEM)


def activation_secret(account: ProAccount) -> str:
    """What the link of the activation mail carries."""
    query = db.select(mails.OutboxEmail).filter_by(account_id=account.id, kind="activation")
    mail = db.session.scalars(query.order_by(mails.OutboxEmail.id.desc())).first()
    assert mail is not None and mail.token is not None
    return tokens.secret_of(mail.token)


def active(**changes: Any) -> ProAccount:
    """An account that was activated."""
    account = pending(**changes)
    return accounts.activate(activation_secret(account), PRO_PASSWORD, terms_version="1", actor=SYSTEM)


def code_of(person: Agent | ProAccount) -> str:
    """The second factor's code of this moment."""
    code = person.current_code
    assert code is not None
    return code


def browser(app: Flask, person: Agent | ProAccount | None = None, *, fresh: bool = True) -> FlaskClient:
    """A browser in which this person is signed in; `fresh`: staff gave the second factor just now."""
    client = app.test_client()
    if person is None:
        return client
    sessions: Any = app.session_interface
    if isinstance(person, Agent):
        door, secret = Site.BACKOFFICE, open_(Site.BACKOFFICE, agent=person, second_factor=fresh)
    else:
        door, secret = Site.PORTAL, open_(Site.PORTAL, account=person)
    value = sessions.signer(door).dumps({"secret": secret})
    origins = {Site.PORTAL: app.config["PUBLIC_URL"], Site.BACKOFFICE: app.config["CONSOLE_URL"]}
    apart = len({urlsplit(origin).netloc for origin in origins.values()}) > 1
    domain = urlsplit(origins[door]).hostname if apart else None
    client.set_cookie(sessions.name[door], value, path=sessions.path[door], domain=domain or "localhost")
    return client


def csrf(client: FlaskClient, address: str) -> str:
    """The token of the first form of a page."""
    import lxml.html

    found = lxml.html.fromstring(client.get(address).text).xpath("//input[@name='csrf_token']/@value")
    assert found, f"no form on {address}"
    return str(found[0])
