"""After the creation: the mail again, and to a corrected address."""

from __future__ import annotations

from models import accounts
from models.accounts import ProAccount
from models.kernel.base import db
from models.mails import OutboxEmail
from tests.support import people
from tests.support.portal import PERSON, KnownDirectory, step_3
from tests.support.visitor import Visitor


def count(model: type) -> int:
    db.session.rollback()
    return db.session.query(model).count()


def test_the_mail_can_be_asked_for_again_a_few_times(visitor: Visitor, directory: KnownDirectory) -> None:
    page = step_3(visitor, directory).send(**PERSON).follow()
    for _ in range(5):
        again = page.send(page.form(action="renvoyer"))
        assert again.target == "/creer-un-compte/recapitulatif"
    assert count(OutboxEmail) == 3, "three a day to one address, the first one among them"


def test_a_wrong_address_is_corrected_by_who_has_just_created_the_account(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    page = step_3(visitor, directory).send(**{**PERSON, "email": "john.doe@exemple.org"}).follow()
    first = people.activation_secret(db.session.query(ProAccount).one())
    address = "/creer-un-compte/recapitulatif/courriel"
    assert address in page.doc.xpath("//a/@href")
    refused = visitor.open(address).send(email="john.doe")
    assert refused.status == 422 and refused.errors("email") and refused.value("email") == "john.doe"
    page = visitor.open(address).send(email="john.doe@example.org").follow()
    assert page.says("L'adresse est corrigée.") and page.says("john.doe@example.org")
    assert not page.says("john.doe@exemple.org") and page.says("pro.john.doe")
    account = db.session.query(ProAccount).one()
    assert account.email == "john.doe@example.org"
    assert visitor.open(f"/activation/{first}").status == 410, "the link at the wrong address is dead"
    accounts.activate(
        people.activation_secret(account), people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM
    )
    page = visitor.open(address).send(email="somebody.else@example.org")
    assert page.status == 422 and page.says("déjà activé")
    db.session.rollback()
    assert db.session.query(ProAccount).one().email == "john.doe@example.org"


def test_nobody_corrects_the_address_of_an_account_of_others(visitor: Visitor) -> None:
    people.pending()
    assert visitor.open("/creer-un-compte/recapitulatif/courriel").target == "/creer-un-compte/pro"
    page = visitor.post("/creer-un-compte/recapitulatif/courriel", email="mine@example.org")
    assert page.target == "/creer-un-compte/pro" and count(OutboxEmail) == 1


def test_nobody_can_have_a_mail_sent_again_without_an_account(visitor: Visitor) -> None:
    assert visitor.post("/creer-un-compte/recapitulatif/renvoyer").status == 404
