"""A referent lets another company act on records of theirs until a day."""

from __future__ import annotations

from datetime import timedelta

from models import attachments
from models.accounts import ProAccount
from models.attachments.afterwards.mandates import Mandate
from models.kernel.base import db
from models.values.days import today
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given
from tests.support.records import count, of
from tests.support.visitor import Signed
from views.portal.mandates import giving

SOON = (today() + timedelta(days=30)).isoformat()


def address_of(attachment: attachments.Attachment) -> str:
    """Where a mandate on it is given."""
    return f"/rattachements/{attachment.id}/mandataire"


def test_it_is_given_by_siret_and_day_and_shown_to_both(signed: Signed, account: ProAccount) -> None:
    held, to = road_works.held(account), people.active()
    visitor = signed(account)
    page = visitor.open(address_of(held))
    assert page.says("Aucun mandat en cours")
    page = page.send(siret=to.company.siret, until=SOON)
    assert page.status == 303
    page = page.follow()
    assert page.says(f"{to.company.name} agit pour {account.company.name}") and page.says("Mandat à signer")
    assert visitor.open(address_of(held)).says(to.company.name)
    assert signed(to).open("/tableau-de-bord").says("Vous agissez pour")
    assert visitor.open("/mandats").says(to.company.name)


def test_several_records_go_into_one_mandate(signed: Signed, account: ProAccount) -> None:
    held, other, to = road_works.held(account), road_works.held(account), people.active()
    page = signed(account).open(address_of(held))
    assert page.send(siret=to.company.siret, until=SOON, records=[str(other.id)]).status == 303
    [made] = db.session.scalars(db.select(Mandate)).unique()
    assert [record.attachment_id for record in made.open_records] == [held.id, other.id]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    signed: Signed, account: ProAccount
) -> None:
    held, page = road_works.held(account), None
    visitor, nobody = signed(account), people.new_siret()
    yesterday = (today() - timedelta(days=1)).isoformat()
    cases = [
        ("siret", {"siret": "123", "until": SOON}),
        ("siret", {"siret": nobody, "until": SOON}),
        ("siret", {"siret": account.company.siret, "until": SOON}),
        ("until", {"siret": nobody, "until": ""}),
        ("until", {"siret": nobody, "until": "2026-02-31"}),
        ("until", {"siret": people.active().company.siret, "until": yesterday}),
    ]
    for field, typed in cases:
        page = visitor.open(address_of(held)).send(**typed)
        assert page.status == 422 and page.errors(field), (field, typed)
        assert page.value("siret") == typed["siret"]
    assert count(Mandate) == 0


def test_a_co_referent_reads_and_does_not_give(signed: Signed, account: ProAccount) -> None:
    held, colleague, to = road_works.held(account), colleague_of(account), people.active()
    attachments.add_referent(held, colleague, actor=of(account))
    given(account, to, held)
    page = signed(colleague).open(address_of(held))
    assert page.says(to.company.name) and not page.says("SIRET du mandataire")
    assert signed(colleague).post(address_of(held), siret=to.company.siret, until=SOON).status == 403
    assert signed(colleague).open("/mandats").says(to.company.name)


def test_only_records_of_roads_have_mandates(signed: Signed, account: ProAccount) -> None:
    parking = road_works.held(account, road_works.concession("stationnement"))
    assert signed(account).open(address_of(parking)).status == 404


def test_nobody_asks_by_it_whether_sirets_have_accounts(
    signed: Signed, account: ProAccount, monkeypatch: object
) -> None:
    held, visitor = road_works.held(account), signed(account)
    statuses = [
        visitor.post(address_of(held), siret=people.new_siret(), until=SOON).status
        for _ in range(giving.MANDATES + 1)
    ]
    assert statuses == [422] * giving.MANDATES + [429]
