"""A changed password ends the other sessions."""

from __future__ import annotations

from models.accounts import ProAccount
from tests.support import people
from tests.support.visitor import Signed

NEW = "Bassin-du-roi-marnage-19"


def test_a_changed_password_kills_every_other_session(signed: Signed, account: ProAccount) -> None:
    here, elsewhere = signed(account), signed(account)
    page = here.open("/mon-compte/mot-de-passe").send(
        current_password=people.PRO_PASSWORD, password=NEW, password_confirm=NEW
    )
    assert page.target == "/mon-compte" and page.follow().says("Votre mot de passe est changé")
    assert elsewhere.open("/tableau-de-bord").target == "/connexion"
    page = elsewhere.open("/connexion").send(identifier=account.identifier, password=NEW)
    assert page.target == "/tableau-de-bord"
