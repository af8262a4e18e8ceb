"""Whoever acts sees each company apart, says for whom on every page, and files for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.ending import end
from models.road_openings import RequestState
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.portal import only, typed
from tests.support.records import by, of
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"
ACTING = "Vous agissez pour"


def test_each_company_is_seen_apart(signed: Signed, account: ProAccount) -> None:
    other, to = people.active(), people.active()
    held, theirs, own = road_works.held(account), road_works.held(other), road_works.held(to)
    given(account, to, held)
    given(other, to, theirs)
    first, second, third = (
        road_works.filed(account, held),
        road_works.filed(other, theirs),
        road_works.filed(to, own),
    )
    visitor = signed(to)
    lists = {
        f"{HERE}?pour={account.company.siret}": first,
        f"{HERE}?pour={other.company.siret}": second,
        HERE: third,
    }
    for address, alone in lists.items():
        page = visitor.open(address)
        assert set(page.rows) == {alone.reference}, address
        assert page.says(f"{ACTING} {alone.company.name}") == (alone is not third)
    assert visitor.open(f"{HERE}?pour={people.active().company.siret}").status == 404
    assert visitor.open(f"{HERE}?pour=x").status == 404


def test_who_has_nothing_of_their_own_acts_at_once(signed: Signed, account: ProAccount) -> None:
    to = people.active()
    given(account, to)
    visitor = signed(to)
    for address in (HERE, f"{HERE}/nouvelle"):
        assert visitor.open(address).says(f"{ACTING} {account.company.name}")
    assert visitor.open("/tableau-de-bord").says("Nouvelle démarche")


def test_a_request_is_filed_for_the_company_and_says_by_whom(signed: Signed, account: ProAccount) -> None:
    held, to = road_works.held(account), people.active()
    road_works.held(to)
    mandate = given(account, to, held)
    visitor = signed(to)
    page = visitor.open(f"{HERE}/nouvelle?pour={account.company.siret}")
    assert page.says(held.concession.title) and page.says(f"{ACTING} {account.company.name}")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": "deposer"}
    data["concession"] = str(held.id)
    answer = visitor.client.post(f"{HERE}/nouvelle?pour={account.company.siret}", data=data)
    assert answer.status_code == 303
    made = only()
    assert (made.company, made.account, made.mandate) == (account.company, to, mandate)
    for who in (to, account):
        page = signed(who).open(f"{HERE}/{made.reference}")
        assert page.says(to.full_name) and page.says(mandate.number)
        assert page.says(f"{ACTING} {account.company.name}") == (who is to)
        assert signed(who).open(f"{HERE}/{made.reference}/accuse").says(mandate.number)


def test_the_chosen_record_says_for_whom_where_the_address_does_not(
    signed: Signed, account: ProAccount
) -> None:
    held, to = road_works.held(account), people.active()
    road_works.held(to)
    given(account, to, held)
    visitor = signed(to)
    page = visitor.open(f"{HERE}/nouvelle")
    assert not page.says(held.concession.title), "the form offers what is one's own"
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": "brouillon"}
    assert (
        visitor.client.post(f"{HERE}/nouvelle", data={**data, "concession": str(held.id)}).status_code == 303
    )
    assert only().company == account.company


def test_who_acts_moves_it_on_as_far_as_the_company_may(signed: Signed, account: ProAccount) -> None:
    held, to = road_works.held(account), people.active()
    given(account, to, held)
    made = road_works.drafted(to, held)
    visitor = signed(to)
    page = visitor.open(f"{HERE}/{made.reference}/relire")
    assert page.send(page.form("state")).status == 303 and only().status is RequestState.FILED
    assert visitor.post(f"{HERE}/{made.reference}/etat", state="retiree").status == 303
    assert only().status is RequestState.WITHDRAWN


@pytest.mark.parametrize("how", ["ended", "its last day over"])
def test_afterwards_all_of_it_is_a_404_and_stays_with_the_company(
    signed: Signed, account: ProAccount, clock: Any, how: str
) -> None:
    held, to = road_works.held(account), people.active()
    mandate = given(account, to, held, days=1)
    made = road_works.filed(to, held)
    visitor, pour = signed(to), account.company.siret
    addresses = [
        f"{HERE}/{made.reference}",
        f"{HERE}/{made.reference}/accuse",
        f"{HERE}?pour={pour}",
        f"{HERE}/nouvelle?pour={pour}",
        HERE,
        f"/mandats/{mandate.id}",
        f"/mandats/{mandate.id}/document",
        f"/mandats/{mandate.id}/fin",
    ]
    assert {visitor.client.get(address).status_code for address in addresses} == {200}
    if how == "ended":
        end(mandate, actor=of(account))
    else:
        clock.shift(timedelta(days=2))
    visitor = signed(to)
    assert {visitor.client.get(address).status_code for address in addresses} == {404}
    assert visitor.post(f"{HERE}/{made.reference}/etat", state="retiree").status == 404
    assert not visitor.open("/tableau-de-bord").says(ACTING)
    owner = signed(account)
    assert owner.open(f"{HERE}/{made.reference}").status == 200
    assert owner.open(f"/mandats/{mandate.id}").status == 200


def test_who_acts_opens_nothing_else_of_the_company(signed: Signed, account: ProAccount) -> None:
    held, other, to = road_works.held(account), road_works.held(account), people.active()
    given(account, to, held)
    secret = road_works.filed(account, other)
    visitor = signed(to)
    for path in ("referents", "retirer", "contester", "mandataire", "remettre"):
        assert visitor.open(f"/rattachements/{held.id}/{path}").status == 404, path
    assert visitor.post(f"/rattachements/{held.id}/referent", account=to.identifier).status == 404
    assert visitor.open(f"{HERE}/{secret.reference}").status == 404
    for address in ("/tableau-de-bord", HERE, f"{HERE}/nouvelle", "/mandats", "/mon-compte"):
        page = visitor.open(address)
        assert not page.says(other.concession.title) and not page.says(account.email), address


def test_staff_read_who_filed_for_whom(signed: Signed, account: ProAccount, agent: Any) -> None:
    held, to = road_works.held(account), people.active()
    mandate = given(account, to, held)
    made = road_works.filed(to, held)
    road_openings.move(made, RequestState.EXAMINED, actor=by(agent))
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says(f"{to.full_name}, {to.company.name}, pour {account.company.name}")
    assert page.says(mandate.number)
