"""How long a session lives, and how all of them end."""

from __future__ import annotations

from collections.abc import Callable

from models.accounts import ProAccount
from tests.support.visitor import Signed, Visitor


def test_signing_out_everywhere_kills_every_session(signed: Signed, account: ProAccount) -> None:
    here, elsewhere = signed(account), signed(account)
    page = here.open("/mon-compte")
    assert page.send(page.form(action="deconnecter-partout")).target == "/connexion"
    for visitor in (here, elsewhere):
        assert visitor.open("/tableau-de-bord").target == "/connexion"


def test_a_page_tells_how_long_its_session_lives_on_and_a_sign_of_life_puts_it_off(
    signed: Callable[[ProAccount], Visitor], account: ProAccount
) -> None:
    visitor = signed(account)
    region = visitor.open("/tableau-de-bord").doc.get_element_by_id("session")
    assert region.get("role") == "status" and int(region.get("data-idle")) > 3000
    assert visitor.client.get(region.get("data-address")).get_json().keys() == {"idle", "latest"}
    assert visitor.client.get("/deconnexion").status_code == 405
