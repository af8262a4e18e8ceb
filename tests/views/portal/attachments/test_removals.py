"""A contract is taken off after a question, and put back while it can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import attachments
from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.actors import Actor
from models.staff import Agent
from tests.support import people
from tests.support.portal import claim
from tests.support.records import held, mails_of, of
from tests.support.visitor import Signed
from views import mails
from views.portal.attachments.removals import AT_THE_REFERENTS_REQUEST

Made = Callable[..., Concession]


def test_removing_asks_first_and_frees_the_concession(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession()
    page = claim(visitor, record.title).follow()
    [number] = page.rows
    question = visitor.open(f"/rattachements/{number}/retirer")
    assert question.status == 200 and question.says(f"Retirer {record.title} ?")
    page = page.send(page.form(action=f"/rattachements/{number}/retirer"))
    assert page.follow().says("Le compte a été retiré.")
    assert not visitor.open("/tableau-de-bord").rows
    assert visitor.open(f"/rattachements/{number}/retirer").status == 404
    assert claim(visitor, record.title).status == 303, "it can be attached again"


def test_what_was_removed_can_be_put_back_for_thirty_days(
    signed: Signed, account: ProAccount, concession: Made, clock: Any
) -> None:
    visitor, record = signed(account), concession()
    [number] = claim(visitor, record.title).follow().rows
    page = visitor.post(f"/rattachements/{number}/retirer").follow()
    address = f"/rattachements/{number}/remettre"
    assert page.says("Retirés depuis moins de 30 jours") and address in page.doc.xpath("//a/@href")
    question = visitor.open(address)
    assert question.says(f"Remettre {record.title} ?") and not visitor.open("/tableau-de-bord").rows
    page = visitor.post(address).follow()
    assert page.says("Le compte est de nouveau rattaché.") and list(page.rows) == [number]
    assert visitor.open(address).status == 404, "there is nothing to put back any more"
    visitor.post(f"/rattachements/{number}/retirer")
    clock.shift(31 * 24 * 3600)
    visitor = signed(account)
    assert visitor.open(address).status == 404
    assert not visitor.open("/tableau-de-bord").says("Retirés depuis")


def test_what_staff_detached_or_somebody_attached_since_is_not_put_back(
    signed: Signed, account: ProAccount, supervisor: Agent, concession: Made
) -> None:
    visitor, mine, taken = signed(account), concession(), concession()
    [number] = claim(visitor, mine.title).follow().rows
    bound = attachments.current(mine)
    assert bound is not None
    attachments.detach(bound, reason=AT_THE_REFERENTS_REQUEST, actor=Actor.of_agent(supervisor))
    assert visitor.open(f"/rattachements/{number}/remettre").status == 404
    [number] = claim(visitor, taken.title).follow().rows
    visitor.post(f"/rattachements/{number}/retirer")
    colleague = people.active(company=people.facts(siret=account.company.siret))
    assert claim(signed(colleague), taken.title).status == 303
    assert visitor.open(f"/rattachements/{number}/remettre").status == 404
    assert signed(colleague).open(f"/rattachements/{number}/remettre").status == 404


def test_a_removal_is_told_to_everyone_with_the_way_to_contest_it(account: ProAccount, agent: Agent) -> None:
    bound, other = held(account, agent), people.active(company=people.facts(siret=account.company.siret))
    attachments.add_referent(bound, other, actor=of(account))
    attachments.detach(bound, reason="à la demande du référent", actor=of(account))
    written = {mail.to: mails.render(mail).body for mail in mails_of("detached")}
    assert set(written) == {account.email, other.email, account.company.email, bound.concession.email}
    for body in written.values():
        assert "Si vous n’en êtes pas à l’origine, dites-le-nous." in body and "/aide" in body
