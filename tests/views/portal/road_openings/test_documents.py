"""The documents of a request: known by their content, given out harmless, taken off."""

from __future__ import annotations

from models.accounts import ProAccount
from models.kernel.base import db
from models.road_openings import RequestState, RoadOpeningRequest
from tests.support import road_works
from tests.support.portal import only, typed, upload
from tests.support.road_works import JPEG, PDF, PNG
from tests.support.uploads import REFUSED, SERVED, assert_harmless, multipart
from tests.support.visitor import Page, Signed
from views import formats

HERE = "/demarches/voirie/autorisations"


def test_documents_are_known_by_their_content(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = upload(signed(account), ("plan.pdf", PDF), ("photo.png", PNG), ("vue.jpg", JPEG)).follow()
    assert page.says("plan.pdf") and page.says("photo.png") and page.says("vue.jpg")


def test_whatever_else_is_refused_beside_its_field(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    for what, file in REFUSED.items():
        page = upload(visitor, file)
        assert page.status == 422 and page.errors("documents"), what
    assert db.session.scalar(db.select(RoadOpeningRequest)) is None


def test_each_wrong_file_is_named_and_the_right_ones_are_not(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = upload(signed(account), ("plan.pdf", PDF), ("a/photo.png", b"<svg>"), ("vide.pdf", b""))
    errors = page.errors("documents").replace(formats.NBSP, " ")
    assert (
        "« photo.png » : Ce fichier n’est ni un PDF" in errors
        and "« vide.pdf » : Ce fichier est vide" in errors
    )
    assert "plan.pdf" not in errors


def test_five_documents_and_no_more(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    files = [(f"plan{n}.pdf", PDF + bytes([n])) for n in range(6)]
    assert upload(signed(account), *files).errors("documents")
    page = upload(signed(account), *files[:5])
    assert page.status == 303 and len(only().documents) == 5
    big = [(f"grand{n}.pdf", PDF + bytes([n]) + b"0" * (5 * 1024 * 1024)) for n in range(5)]
    assert upload(signed(account), *big).status == 303


def test_whatever_is_taken_comes_back_as_a_harmless_download(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    for what, (name, body, shown, kind) in SERVED.items():
        page = upload(visitor, (name, body))
        assert page.status == 303, what
        [link] = page.follow().doc.xpath("//a[contains(@href, '/documents/')]")
        assert shown in link.text_content(), what
        assert_harmless(visitor.client.get(link.get("href")), shown, kind, body)
    assert visitor.open(f"{link.get('href')}0").status == 404


def test_a_document_is_taken_off_a_draft(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    upload(visitor, ("plan.pdf", PDF))
    page = visitor.open(f"{HERE}/{only().reference}/modifier")
    page.send(page.form(action="/retirer")).follow()
    db.session.expire_all()
    assert only().documents == []


def test_a_refusal_to_file_keeps_the_files_with_the_draft(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(street=""), "action": "deposer"}
    for _ in range(2):  # a reload sends it again
        answer = visitor.client.post(page.address, **multipart(data, documents=[("plan.pdf", PDF)]))
        assert answer.status_code == 422
    back = Page(visitor, answer, page.address)
    assert back.errors("street") and back.says("Le brouillon et ses pièces sont enregistrés")
    assert only().status is RequestState.DRAFT and [document.name for document in only().documents] == [
        "plan.pdf"
    ]
    form = back.form("purpose")
    assert form.get("action").endswith(f"/{only().reference}/modifier")
    page = back.send(form, street="19 rue Georges Braque", action="deposer", documents=None).follow()
    assert page.says("est déposée") and page.says("plan.pdf") and only().status is RequestState.FILED
