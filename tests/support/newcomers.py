"""Pro accounts as they are made and activated on the portal."""

from __future__ import annotations

from models import accounts
from models.accounts import Person
from tests.support import people
from tests.support.records import visitor


def create(first="John", last="Doe", *, company=None, email="john.doe@example.org", **options):
    return accounts.create(
        company or people.facts(), Person(first, last, email, "Employé"), actor=people.SYSTEM, **options
    )


def activate(account):
    return accounts.activate(
        people.activation_secret(account), people.PRO_PASSWORD, terms_version="3", actor=visitor()
    )
