"""The holder answers who claims what they hold, on a page of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models import attachments
from models.accounts import ProAccount
from models.attachments import AlreadyHeld
from models.attachments.afterwards import HeldClaim
from models.kernel.base import db
from models.staff import Agent
from tests.support import people
from tests.support.records import CODE, held, mails_of, of
from tests.support.visitor import Page, Signed

Claimed = Callable[..., HeldClaim]
DASHBOARD = "/tableau-de-bord"


@pytest.fixture
def claimed(account: ProAccount, agent: Agent) -> Claimed:
    """A claim on a record that the account holds."""

    def make(by_whom: ProAccount | None = None) -> HeldClaim:
        bound, asker = held(account, agent), by_whom or people.active()
        title = bound.concession.title
        with pytest.raises(AlreadyHeld):
            attachments.claim(asker, kind="voirie", title=title, access_code=CODE, actor=of(asker))
        return db.session.scalars(select(HeldClaim).order_by(HeldClaim.id.desc())).first()  # type: ignore[return-value]

    return make


def press(page: Page, answer: str) -> Page:
    return page.send(answer=answer)


def test_the_dashboard_leads_the_referent_to_the_claim_and_accepting_hands_over(
    signed: Signed, account: ProAccount, claimed: Claimed
) -> None:
    visitor, claim = signed(account), claimed()
    page = visitor.open(DASHBOARD)
    assert page.says("Demandes qui attendent votre réponse")
    (href,) = page.doc.xpath("//a[contains(@href, '/rattachements/demandes/')]/@href")
    page = visitor.open(href)
    assert page.says(claim.account.identifier) and page.says("il quitte aussitôt votre tableau de bord")
    page = press(page, "accepter").follow()
    assert page.says("Le compte est cédé.") and not page.rows
    theirs = signed(claim.account).open(DASHBOARD)
    assert claim.attachment.concession.title in "".join(theirs.rows.values())
    assert visitor.open(href).says("il n’y a rien à décider")


def test_refusing_leaves_all_as_it_is(signed: Signed, account: ProAccount, claimed: Claimed) -> None:
    visitor, claim = signed(account), claimed()
    page = press(visitor.open(f"/rattachements/demandes/{claim.id}"), "refuser").follow()
    assert page.says("La demande est refusée.") and len(page.rows) == 1
    assert not page.says("attendent votre réponse")


def test_an_answer_that_comes_second_is_refused_in_words(
    signed: Signed, account: ProAccount, claimed: Claimed
) -> None:
    visitor, claim = signed(account), claimed()
    page = visitor.open(f"/rattachements/demandes/{claim.id}")
    press(page, "refuser")
    late = press(page, "accepter")
    assert late.status == 422 and late.says("a déjà sa réponse") and claim.attachment.is_open


def test_a_form_without_an_answer_decides_nothing(
    signed: Signed, account: ProAccount, claimed: Claimed
) -> None:
    visitor, claim = signed(account), claimed()
    page = visitor.open(f"/rattachements/demandes/{claim.id}")
    for typed in ("", "peut-être"):
        assert press(page, typed).status == 422
    assert claim.waits


def test_a_colleague_is_told_from_another_company(
    signed: Signed, account: ProAccount, claimed: Claimed
) -> None:
    colleague = people.active(company=people.facts(siret=account.company.siret))
    claim = claimed(colleague)
    page = signed(account).open(f"/rattachements/demandes/{claim.id}")
    assert page.says("Une personne de votre structure demande à voir ce compte")
    assert press(page, "accepter").follow().says("La personne voit maintenant ce rattachement.")
    assert signed(colleague).open(DASHBOARD).rows


def test_who_claims_sees_nothing_of_who_holds(signed: Signed, account: ProAccount, claimed: Claimed) -> None:
    asker = people.active()
    claim = claimed(asker)
    visitor = signed(asker)
    assert visitor.open(f"/rattachements/demandes/{claim.id}").status == 404
    for page in (visitor.open(DASHBOARD), visitor.open("/aide"), visitor.open("/mon-compte/historique")):
        assert account.company.name not in page.text and account.full_name not in page.text
    words = [str(mail.params) for mail in mails_of(to=asker.email)]
    assert not any(account.company.name in each or account.identifier in each for each in words)
