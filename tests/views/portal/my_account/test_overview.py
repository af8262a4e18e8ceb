"""My account: what we hold, and what staff did."""

from __future__ import annotations

from typing import Any

from models import accounts, attachments
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.kernel.base import db
from models.staff import Agent
from tests.support import people
from tests.support.visitor import Signed


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
