"""Who sees an attachment, and who decides of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from models import attachments
from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.access import tokens
from models.staff import Agent
from tests.support import people
from tests.support.portal import claim
from tests.support.records import held, mails_of, of
from tests.support.visitor import Signed, Visitor

Made = Callable[..., Concession]


def test_a_co_referent_sees_and_does_not_decide(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession()
    page = claim(visitor, record.title).follow()
    [number] = page.rows
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Second")
    address = f"/rattachements/{number}/referents"
    assert visitor.open(address).send(account=other.identifier).follow().says("Camille Second")
    colleague = signed(other)
    [row] = colleague.open("/tableau-de-bord").rows.values()
    assert account.full_name in row and "Retirer" not in row
    assert colleague.open(address).status == 200
    assert colleague.post(f"/rattachements/{number}/retirer").status == 403
    assert colleague.post(address, account=account.identifier).status == 403
    page = visitor.open(address)
    assert page.send(page.form(action="/referents/retirer")).status == 303
    assert not colleague.open("/tableau-de-bord").rows


def test_only_active_people_of_the_company_become_co_referents(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    [number] = claim(visitor, concession().title).follow().rows
    waiting = people.pending(company=people.facts(siret=account.company.siret))
    texts = set()
    for stranger in (people.active().identifier, "pro.no.body", waiting.identifier):
        page = visitor.open(f"/rattachements/{number}/referents").send(account=stranger)
        assert page.status == 422 and page.errors("account") and page.value("account") == stranger
        texts.add(page.errors("account"))
    assert len(texts) == 1


def test_the_referent_names_another_and_the_link_of_the_mail_freezes_it(
    app: Flask, signed: Signed, account: ProAccount, agent: Agent
) -> None:
    bound, other = held(account, agent), people.active(company=people.facts(siret=account.company.siret))
    attachments.add_referent(bound, other, actor=of(account))
    page = signed(account).open(f"/rattachements/{bound.id}/referents")
    page = page.send(page.doc.xpath("//form[button[contains(., 'Nommer')]]")[0]).follow()
    assert page.says(f"{other.full_name} est maintenant le référent.") and not page.says("Nommer référent")
    token = mails_of("referent-left")[-1].token
    assert token is not None
    stranger = Visitor(app.test_client())
    for _ in range(2):
        page = stranger.open(f"/rattachements/geler/{tokens.secret_of(token)}")
        assert page.status == 200 and page.says("Geler le changement de référent")
    assert page.send(page.doc.xpath("//main//form")[0]).says("Le changement est gelé") and bound.is_contested
    assert stranger.open(page.address).status == 410
    assert stranger.open("/rattachements/geler/jamais-envoye").status == 404


def test_naming_nobody_known_is_refused_beside_the_field(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    bound, visitor = held(account, agent), signed(account)
    for name in ("pro.personne", people.active().identifier, account.identifier):
        answer = visitor.post(f"/rattachements/{bound.id}/referent", account=name)
        assert answer.status == 422 and answer.errors("account")
    assert bound.referent_id == account.id
