"""Supervisors reset the second factor of a company's person from their page, code in hand."""

from __future__ import annotations

import pyotp
import pytest

from models import accounts
from models.accounts import ProAccount
from models.kernel.clock import now
from models.sign_in.codes import random_secret
from tests.support import people
from tests.support.records import of
from tests.views.backoffice.conftest import again


@pytest.fixture
def protected(account: ProAccount) -> ProAccount:
    """An account with a second factor."""
    secret = random_secret()
    proof = {"code": pyotp.TOTP(secret).at(now()), "current_password": people.PRO_PASSWORD}
    accounts.turn_on(account, secret=secret, actor=of(account), **proof)
    return account


def test_a_supervisor_resets_it_with_a_reason_and_a_fresh_code(app, desk, supervisor, protected):
    address = f"/console/comptes/{protected.id}/second-facteur"
    assert desk(supervisor, fresh=False).open(address).location.startswith("/console/connexion/code")
    console = desk(supervisor)
    page = console.open(f"/console/comptes/details/?id={protected.id}")
    assert "Second facteur depuis" in page.text and "Réinitialiser le second facteur" in page.text
    assert console.send(address, reason="").status == 422
    assert console.send(address, reason="Rappelée au numéro du dossier.").status == 303
    assert not again(protected).has_second_factor
    page = console.open(f"/console/comptes/details/?id={protected.id}")
    assert "Réinitialiser le second facteur" not in page.text, "none to reset"


def test_agents_and_administrators_do_not(app, desk, agent, admin, protected):
    for person in (agent, admin):
        assert desk(person).open(f"/console/comptes/{protected.id}/second-facteur").status == 403
    assert again(protected).has_second_factor
