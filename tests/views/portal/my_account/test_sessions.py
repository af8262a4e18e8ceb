"""How long a session lives, and how all of them end."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from models.accounts import ProAccount
from models.sign_in.open_sessions import list_open
from tests.support import people
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


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_one_s_sessions_are_told_by_their_browser_and_ended_one_by_one(
    app: Flask, signed: Signed, account: ProAccount
) -> None:
    other = Visitor(app.test_client())
    page = other.open("/connexion")
    data = dict(page.form("password").form_values()) | {"identifier": account.identifier}
    other.client.post(
        "/connexion", data={**data, "password": people.PRO_PASSWORD}, headers={"User-Agent": FIREFOX}
    )
    assert other.open("/tableau-de-bord").status == 200
    here = signed(account)
    page = here.open("/mon-compte/sessions")
    first, second = page.doc.xpath("//*[@id='sessions']/li")
    assert "Cette session" in first.text_content() and not first.xpath(".//form")
    assert "Firefox sous Windows" in second.text_content()
    assert page.send(second.xpath(".//form")[0]).follow().says("La session est fermée.")
    assert other.open("/tableau-de-bord").target == "/connexion"
    assert here.open("/tableau-de-bord").status == 200


def test_all_the_others_are_ended_at_once(signed: Signed, account: ProAccount) -> None:
    here, others = signed(account), [signed(account), signed(account)]
    page = here.open("/mon-compte/sessions")
    assert page.send(page.form(action="/sessions/fermer")).follow().says("2 sessions fermées.")
    assert [each.open("/tableau-de-bord").target for each in others] == ["/connexion"] * 2
    assert not here.open("/mon-compte/sessions").doc.xpath("//form[contains(@action, '/sessions/fermer')]")


def test_another_s_session_is_none(signed: Signed, account: ProAccount) -> None:
    mine, theirs = signed(account), people.active()
    other = signed(theirs)
    [number] = [each.id for each in list_open(theirs)]
    for wrong in (str(number), "x", "0", str(10**30)):
        assert mine.post(f"/mon-compte/sessions/{wrong}/fermer").status == 404, wrong
    assert other.open("/tableau-de-bord").status == 200
