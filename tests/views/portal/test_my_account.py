"""My account, and help."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from models import accounts, attachments
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.cases import Case
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.tokens import secret_of
from models.mails import OutboxEmail
from models.staff import Agent
from tests import people
from tests.support.visitor import Visitor
from tests.support.work import watched

Signed = Callable[[ProAccount], Visitor]
NEW = "Bassin-du-roi-marnage-19"


def test_the_page_shows_ones_own_data(signed: Signed, account: ProAccount) -> None:
    page = signed(account).open("/mon-compte")
    for words in (
        account.identifier,
        account.first_name,
        account.last_name,
        account.email,
        account.job_title,
    ):
        assert page.says(words)


def test_a_changed_password_kills_every_other_session(signed: Signed, account: ProAccount) -> None:
    here, elsewhere = signed(account), signed(account)
    page = here.open("/mon-compte/mot-de-passe").send(
        current_password=people.PRO_PASSWORD, password=NEW, password_confirm=NEW
    )
    assert page.target == "/mon-compte" and page.follow().says("Votre mot de passe est changé")
    assert elsewhere.open("/tableau-de-bord").target == "/connexion"
    page = elsewhere.open("/connexion").send(identifier=account.identifier, password=NEW)
    assert page.target == "/tableau-de-bord"


def test_the_current_password_is_needed(signed: Signed, account: ProAccount) -> None:
    for address, others in (
        ("/mon-compte/mot-de-passe", {"password": NEW, "password_confirm": NEW}),
        ("/mon-compte/courriel", {"email": "new@example.org"}),
        ("/mon-compte/effacer", {}),
    ):
        visitor = signed(account)
        page = visitor.open(address).send(current_password="wrong", **others)
        assert page.status == 422 and page.errors("current_password"), address
        assert NEW not in page.html and "wrong" not in page.value("current_password")


def test_a_new_address_counts_once_it_is_proved(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    page = visitor.open("/mon-compte/courriel").send(
        current_password=people.PRO_PASSWORD, email="neuve@example.org"
    )
    assert page.target == "/mon-compte"
    db.session.refresh(account)
    assert account.email != "neuve@example.org"
    mail = db.session.query(OutboxEmail).filter_by(kind="email-change").one()
    assert mail.to == "neuve@example.org" and mail.token is not None
    address = f"/mon-compte/courriel/{secret_of(mail.token)}"
    page = visitor.open(address)
    assert page.status == 200 and page.says("neuve@example.org")
    assert page.send(page.doc.xpath("//main//form")[0]).status == 303
    db.session.refresh(account)
    assert account.email == "neuve@example.org"
    assert visitor.open(address).status == 410 and visitor.post(address).status == 422


def test_signing_out_everywhere_kills_every_session(signed: Signed, account: ProAccount) -> None:
    here, elsewhere = signed(account), signed(account)
    page = here.open("/mon-compte")
    assert page.send(page.form(action="deconnecter-partout")).target == "/connexion"
    for visitor in (here, elsewhere):
        assert visitor.open("/tableau-de-bord").target == "/connexion"


def test_an_erased_account_is_gone(signed: Signed, account: ProAccount) -> None:
    visitor, identifier = signed(account), account.identifier
    assert visitor.open("/mon-compte/effacer").says(f"Effacer le compte {identifier} ?")
    page = visitor.open("/mon-compte/effacer").send(current_password=people.PRO_PASSWORD)
    assert page.follow().says("Votre compte est effacé.")
    assert visitor.open("/tableau-de-bord").target == "/connexion"
    page = visitor.open("/connexion").send(identifier=identifier, password=people.PRO_PASSWORD)
    assert page.status == 422


def test_an_erasure_is_one_transaction_that_also_closes_the_session(
    signed: Signed, account: ProAccount
) -> None:
    visitor = signed(account)
    page = visitor.open("/mon-compte/effacer")
    with watched(db.engine) as done:
        page.send(current_password=people.PRO_PASSWORD)
    assert done.commits == 2, "the counted try, then all the rest"


def test_ones_data_are_exported_whole_without_secrets_and_under_trace(
    signed: Signed, account: ProAccount
) -> None:
    answer = signed(account).client.get("/mon-compte/export")
    assert answer.mimetype == "application/json" and "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.text)
    assert told["compte"]["identifiant"] == account.identifier
    assert told["compte"]["courriel"] == account.email
    assert "Compte activé" in {moment["quoi"] for moment in told["journal"]}
    assert [mail["objet"] for mail in told["courriels"]] == ["Activation du compte"]
    assert told["dossiers"] == [] and told["compte"]["dernière connexion"] is None
    assert account.password_hash is not None and account.password_hash not in answer.text
    [event] = db.session.query(AuditEvent).filter_by(action="data-exported")
    assert (event.actor_kind, event.actor_id) == ("account", account.id)


def test_the_page_tells_what_staff_did(signed: Signed, account: ProAccount, agent: Agent) -> None:
    accounts.suspend(account, reason="Vérification", actor=Actor.of_agent(agent))
    accounts.restore(account, reason="Vérifié", actor=Actor.of_agent(agent))
    page = signed(account).open("/mon-compte")
    assert page.says("Ce que les agents ont fait")
    assert page.says("Compte suspendu") and page.says("Compte rétabli")
    assert agent.name not in page.html


def test_it_tells_what_staff_attached_and_where_to_say_that_it_was_not_us(
    signed: Signed, account: ProAccount, agent: Agent, supervisor: Agent, concession: Any
) -> None:
    held = attachments.attach(
        concession("RESEAUX DE L’ESTUAIRE"), account, evidence="code", access_code="7351",
        justification="Rappelé au numéro du dossier.", actor=Actor.of_agent(agent),
    )  # fmt: skip
    visitor = signed(account)
    page = visitor.open("/mon-compte")
    assert page.says("RESEAUX DE L’ESTUAIRE : Rattachée")
    assert agent.name not in page.html and "Rappelé au numéro" not in page.html
    [link] = page.doc.xpath("//main//a[contains(@href, '/contester')]/@href")
    assert visitor.open(link).send(message="Personne n’a appelé.").status == 303
    db.session.refresh(held)
    assert held.status == "suspended" and held.suspended_by_id is None
    page = visitor.open("/mon-compte")
    assert not page.doc.xpath("//main//a[contains(@href, '/contester')]")
    assert visitor.open("/tableau-de-bord").says("En vérification")
    queue = people.browser(visitor.client.application, supervisor).get("/console/rattachements/controle/")
    assert "RESEAUX DE L’ESTUAIRE" in queue.text


def test_an_awaited_address_is_shown_and_given_up(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    visitor.open("/mon-compte/courriel").send(current_password=people.PRO_PASSWORD, email="neuve@example.org")
    mail = db.session.query(OutboxEmail).filter_by(kind="email-change").one()
    assert mail.token is not None
    link = f"/mon-compte/courriel/{secret_of(mail.token)}"
    page = visitor.open("/mon-compte")
    assert page.says("neuve@example.org")
    assert page.send(page.form(action="abandonner")).follow().says("Votre adresse reste la même.")
    assert not visitor.open("/mon-compte").says("neuve@example.org")
    assert visitor.open(link).status == 410


def test_the_old_address_is_told_of_the_new(signed: Signed, account: ProAccount) -> None:
    before, visitor = account.email, signed(account)
    visitor.open("/mon-compte/courriel").send(current_password=people.PRO_PASSWORD, email="neuve@example.org")
    mail = db.session.query(OutboxEmail).filter_by(kind="email-change").one()
    assert mail.token is not None
    visitor.post(f"/mon-compte/courriel/{secret_of(mail.token)}")
    [told] = db.session.query(OutboxEmail).filter_by(kind="email-changed")
    assert told.to == before and account.email == "neuve@example.org"


# -- help


def test_help_opens_a_case_of_the_company(signed: Signed, account: ProAccount) -> None:
    page = (
        signed(account)
        .open("/aide")
        .send(subject="Je ne retrouve pas mon code", message="Que faire ?", phone="02 35 22 33 44")
    )
    assert page.follow().says("Votre demande est transmise à un agent.")
    case = db.session.query(Case).one()
    assert (case.subject, case.phone, case.account_id) == (
        "Je ne retrouve pas mon code",
        "+33235223344",
        account.id,
    )


def test_a_double_click_opens_one_case(signed: Signed, account: ProAccount) -> None:
    page = signed(account).open("/aide")
    for _ in range(2):
        assert page.send(subject="Objet", message="Question").status == 303
    assert db.session.query(Case).count() == 1


@pytest.mark.parametrize("missing", ["subject", "message"])
def test_subject_and_message_are_needed(signed: Signed, account: ProAccount, missing: str) -> None:
    data = {"subject": "Objet", "message": "Question", "phone": "02 35 22 33 44"}
    page = signed(account).open("/aide").send(**{**data, missing: " "})
    assert page.status == 422 and page.errors(missing)


def test_a_visitor_may_be_called_back(visitor: Visitor) -> None:
    page = visitor.open("/aide").send(subject="Objet", message="Question", phone="")
    assert page.status == 422 and page.errors("phone")
    assert page.send(subject="Objet", message="Question", phone="+44 20 7946 0018").status == 303
    assert db.session.query(Case).one().account_id is None
