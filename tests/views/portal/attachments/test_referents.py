"""Who sees an attachment, and who decides of it."""

from __future__ import annotations

from collections.abc import Callable

from models.accounts import ProAccount
from models.concessions import Concession
from tests.support import people
from tests.support.portal import claim
from tests.support.visitor import Signed

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
