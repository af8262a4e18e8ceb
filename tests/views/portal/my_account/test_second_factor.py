"""The pages of the second factor: turned on with a telephone, asked at the sign-in, turned off."""

from __future__ import annotations

import pyotp
import pytest

from models import accounts
from models.accounts import ProAccount
from models.kernel.base import db
from models.kernel.clock import now
from models.sign_in.codes import random_secret
from models.sign_in.second_factor import recovery_codes_left
from tests.support import people
from tests.support.records import of
from tests.support.visitor import Page, Signed, Visitor

HERE = "/mon-compte/second-facteur"


def protect(account: ProAccount) -> list[str]:
    secret = random_secret()
    code = pyotp.TOTP(secret).at(now())
    proof = {"code": code, "current_password": people.PRO_PASSWORD}
    return accounts.turn_on(account, secret=secret, actor=of(account), **proof)


def password(visitor: Visitor, account: ProAccount, address: str = "/connexion") -> Page:
    page = visitor.open(address)
    return page.send(identifier=account.identifier, password=people.PRO_PASSWORD)


def test_it_is_turned_on_from_the_page_and_the_codes_are_told_once(
    signed: Signed, account: ProAccount
) -> None:
    visitor = signed(account)
    page = visitor.open(HERE)
    secret = page.doc.get_element_by_id("totp-secret").text.replace(" ", "")
    again = page.send(otp="000000", current_password=people.PRO_PASSWORD)
    assert again.status == 422 and again.errors("otp") and "000000" not in again.html
    assert again.doc.get_element_by_id("totp-secret").text.replace(" ", "") == secret, "the same to try again"
    assert people.PRO_PASSWORD not in again.html
    done = again.send(otp=pyotp.TOTP(secret).at(now()), current_password=people.PRO_PASSWORD)
    assert done.target == HERE
    assert len(done.follow().doc.xpath("//*[@id='codes']/li")) == 10
    page = visitor.open(HERE)
    assert not page.doc.xpath("//*[@id='codes']") and page.says("Il vous reste 10 codes sur 10")
    assert secret not in page.html.replace(" ", "")


def test_the_sign_in_then_asks_a_code_and_leads_on(visitor: Visitor, account: ProAccount, clock) -> None:
    protect(account)
    page = password(visitor, account, "/connexion?next=/mon-compte")
    assert page.target == "/connexion/code"
    for address in ("/tableau-de-bord", "/mon-compte", HERE, "/session"):
        assert visitor.open(address).target == "/connexion/code", "the password alone opens nothing"
    assert visitor.open("/").status == 200
    wrong = page.follow().send(otp="000000")
    assert wrong.status == 422 and wrong.errors("otp")
    clock.shift(30)
    db.session.refresh(account)
    assert wrong.send(otp=people.code_of(account)).target == "/mon-compte"
    assert visitor.open("/mon-compte").status == 200
    assert visitor.open("/connexion/code").target == "/tableau-de-bord"


def test_the_browser_is_not_asked_again_that_day_and_another_is(
    app, visitor: Visitor, account: ProAccount, clock
) -> None:
    codes = protect(account)
    password(visitor, account).follow().send(otp=codes[0])
    page = visitor.open("/tableau-de-bord")
    page.send(page.form(action="/deconnexion"))
    assert password(visitor, account).target == "/tableau-de-bord"
    assert password(Visitor(app.test_client()), account).target == "/connexion/code"


def test_who_is_half_in_goes_back_to_the_password(visitor: Visitor, account: ProAccount) -> None:
    protect(account)
    page = password(visitor, account).follow()
    assert page.send(page.form(action="/deconnexion")).target == "/"
    assert visitor.open("/connexion/code").target == "/connexion"


def test_a_new_password_leads_to_the_code_all_the_same(visitor: Visitor, account: ProAccount) -> None:
    from models.kernel.access import tokens
    from tests.support.records import mails_of
    from tests.support.records import visitor as anybody

    protect(account)
    accounts.ask_reset(account.identifier, actor=anybody())
    link = tokens.secret_of(mails_of("reset")[-1].token)
    new = "Une-phrase-toute-neuve-83"
    visitor.open(f"/mot-de-passe/{link}").send(password=new, password_confirm=new)
    assert visitor.open("/tableau-de-bord").target == "/connexion"
    page = visitor.open("/connexion").send(identifier=account.identifier, password=new)
    assert page.target == "/connexion/code"


@pytest.mark.parametrize("way", ["codes", "desactiver"])
def test_what_undoes_it_asks_password_and_code(signed: Signed, account: ProAccount, way: str) -> None:
    codes = protect(account)
    visitor = signed(account)
    page = visitor.open(f"{HERE}/{way}")
    wrong = page.send(otp=codes[0], current_password="autre chose")
    assert wrong.status == 422 and wrong.errors("current_password")
    done = wrong.send(otp=codes[0], current_password=people.PRO_PASSWORD)
    db.session.refresh(account)
    if way == "codes":
        assert len(done.follow().doc.xpath("//*[@id='codes']/li")) == 10
        assert recovery_codes_left(account) == 10
    else:
        assert done.target == "/mon-compte" and not account.has_second_factor
        assert visitor.open(f"{HERE}/{way}").target == HERE


def test_changing_the_password_asks_no_code_of_who_is_in(signed: Signed, account: ProAccount) -> None:
    protect(account)
    visitor, new = signed(account), "Une-phrase-toute-neuve-83"
    page = visitor.open("/mon-compte/mot-de-passe")
    typed = {"current_password": people.PRO_PASSWORD, "password": new, "password_confirm": new}
    assert page.send(**typed).target == "/mon-compte"
    assert visitor.open("/mon-compte").status == 200


def test_the_code_is_shown_in_the_demonstration_alone(
    make_app, visitor: Visitor, account: ProAccount
) -> None:
    protect(account)
    assert "code-demo" not in password(visitor, account).follow().html
    demo = Visitor(make_app(env="demo").test_client())
    page = password(demo, account).follow()
    assert page.send(otp=page.doc.get_element_by_id("code-demo").text).target == "/tableau-de-bord"
