"""A mandate's page: its papers, its people, and nothing for anybody else."""

from __future__ import annotations

import io

from flask import Flask

from models.accounts import ProAccount
from models.attachments.afterwards.mandates import Mandate
from models.kernel.base import db
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given
from tests.support.visitor import Signed, Visitor


def keep(visitor: Visitor, mandate: Mandate, name: str, data: bytes) -> int:
    """Sends a signed copy; the status."""
    token = people.csrf(visitor.client, f"/mandats/{mandate.id}")
    typed = {"csrf_token": token, "document": (io.BytesIO(data), name)}
    answer = visitor.client.post(
        f"/mandats/{mandate.id}/copie", data=typed, content_type="multipart/form-data"
    )
    return answer.status_code


def test_its_paper_is_a_pdf_that_everybody_can_read(signed: Signed, account: ProAccount) -> None:
    to = people.active()
    mandate = given(account, to)
    for who in (account, to):
        answer = signed(who).client.get(f"/mandats/{mandate.id}/document")
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
        assert b"pdfuaid" in answer.data and mandate.number in answer.headers["Content-Disposition"]


def test_the_signed_copy_is_kept_and_given_out_as_a_download(
    app: Flask, signed: Signed, account: ProAccount
) -> None:
    mandate = given(account, to := people.active())
    acting, giver = signed(to), signed(account)
    assert keep(acting, mandate, "signe.pdf", road_works.PDF) == 303
    for visitor in (acting, giver):
        answer = visitor.client.get(f"/mandats/{mandate.id}/copie")
        assert answer.status_code == 200 and answer.data == road_works.PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert not acting.open(f"/mandats/{mandate.id}").says("Remplacer la copie")
    assert giver.open(f"/mandats/{mandate.id}").says("Remplacer la copie")
    assert keep(giver, mandate, "mieux.png", road_works.PNG) == 303
    db.session.expire_all()
    assert mandate.document is not None and mandate.document.name == "mieux.png"


def test_what_is_no_paper_is_refused_beside_its_field(signed: Signed, account: ProAccount) -> None:
    mandate = given(account, people.active())
    visitor = signed(account)
    assert keep(visitor, mandate, "signe.exe", b"MZ") == 422
    page = visitor.post(f"/mandats/{mandate.id}/copie")
    assert page.status == 422 and page.errors("document")
    assert visitor.client.get(f"/mandats/{mandate.id}/copie").status_code == 404


def test_a_colleague_is_let_in_and_then_acts(signed: Signed, account: ProAccount) -> None:
    mandate = given(account, to := people.active())
    colleague, address = colleague_of(to), f"/mandats/{mandate.id}"
    assert signed(colleague).open(address).status == 404
    visitor = signed(to)
    page = visitor.post(f"{address}/personnes", account=account.identifier)
    assert page.status == 422 and page.errors("account")
    assert (
        visitor.post(f"{address}/personnes", account=colleague.identifier).follow().says(colleague.full_name)
    )
    assert signed(colleague).open("/tableau-de-bord").says(account.company.name)
    assert signed(account).post(f"{address}/personnes", account=colleague.identifier).status == 403


def test_either_side_ends_it_after_a_question(signed: Signed, account: ProAccount) -> None:
    for side in ("giver", "acting"):
        to = people.active()
        mandate = given(account, to)
        visitor = signed(account if side == "giver" else to)
        page = visitor.open(f"/mandats/{mandate.id}/fin")
        assert page.says("Les demandes déposées restent à") and mandate.is_open
        page = visitor.post(f"/mandats/{mandate.id}/fin")
        assert page.status == 303 and page.follow().says("a pris fin")
        db.session.expire_all()
        assert not mandate.is_open
        again = signed(account).open(f"/mandats/{mandate.id}/fin")
        assert again.status == 303 and again.follow().says("déjà pris fin")


def test_a_stranger_meets_none_of_it(signed: Signed, account: ProAccount) -> None:
    mandate = given(account, people.active())
    for stranger in (people.active(), colleague_of(account)):
        visitor = signed(stranger)
        for path in ("", "/fin", "/document", "/copie"):
            assert visitor.client.get(f"/mandats/{mandate.id}{path}").status_code == 404
        for path in ("/fin", "/copie", "/personnes"):
            assert visitor.post(f"/mandats/{mandate.id}{path}").status == 404
        assert not visitor.open("/mandats").says(mandate.number)


def test_mandates_are_listed_page_by_page_and_a_page_names_ten_companies(
    signed: Signed, account: ProAccount
) -> None:
    to = people.active()
    giving = [account, *(people.active() for _ in range(11))]
    for giver in giving:
        given(giver, to, *(road_works.held(giver) for _ in range(2)))
    visitor = signed(to)
    last = sorted(giving, key=lambda each: each.company.name_key)[-1].company
    assert not visitor.open("/tableau-de-bord").says(last.name)
    dashboard = visitor.open("/tableau-de-bord").doc
    assert dashboard.xpath("//li/a[@href='/mandats']/text()") == ["Voir les autres dans vos mandats"]
    address = f"/demarches/voirie/autorisations?pour={last.siret}"
    assert visitor.open(address).says(f"Demandes de {last.name}") and visitor.open(address).says("D’autres")
    for giver in giving[1:]:
        given(to, giver, road_works.held(to))
    for giver in giving[1:]:
        given(giver, to, road_works.held(giver))
    assert len(visitor.open("/mandats").rows) == 31
    assert len(visitor.open("/mandats?page=2").rows) == 14
    assert visitor.open("/mandats?page=3").status == visitor.open("/mandats?donnes=2").status == 404


def test_a_company_for_which_nobody_acts_is_no_address(signed: Signed, account: ProAccount) -> None:
    given(account, to := people.active())
    for siret in (people.active().company.siret, "0", "\x00", "1" * 400):
        answer = signed(to).client.get("/demarches/voirie/autorisations", query_string={"pour": siret})
        assert answer.status_code == 404
