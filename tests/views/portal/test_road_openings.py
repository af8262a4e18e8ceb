"""The procedures as a company walks them: closed, opened, drafted, read again, filed, followed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models import attachments, road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.road_openings import RequestState, RoadOpeningRequest, earliest_start
from models.staff import Agent
from tests import people, road_works
from tests.road_works import JPEG, PDF, PNG
from tests.support.uploads import REFUSED, SERVED, assert_harmless, multipart
from tests.support.visitor import Page, Visitor
from views import formats

Signed = Callable[[ProAccount], Visitor]
HERE = "/demarches/voirie/autorisations"
WORDS = (
    "Nouvelle démarche",
    "Consulter vos demandes d'autorisation",
    "Demander une autorisation d'ouverture",
)


def typed(**changes: Any) -> dict[str, Any]:
    """The answers of a request that could be filed today."""
    starts_on = earliest_start(now()) + timedelta(days=2)
    return {
        "purpose": "Raccordement du n° 19",
        "street": "19 rue Georges Braque",
        "postcode": "76600",
        "city": "Le Havre",
        "starts_on": starts_on.isoformat(),
        "ends_on": (starts_on + timedelta(days=4)).isoformat(),
        "work_kind": "branchement",
        "surface": ["chaussee", "trottoir"],
        "traffic": "alternat",
        "description": "Tranchée de 4 m",
        "contractor": "",
        "site_contact": "Jo, 06 12 34 56 78",
        **changes,
    }


def send(visitor: Visitor, action: str, address: str = f"{HERE}/nouvelle", **changes: Any) -> Page:
    """Fills the form in and presses a button."""
    page = visitor.open(address)
    data = {**dict(page.form("purpose").form_values()), **typed(**changes), "action": action}
    return Page(visitor, visitor.client.post(address, data=data), address)


def upload(visitor: Visitor, *files: tuple[str, bytes], action: str = "brouillon") -> Page:
    """The same, with files."""
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": action}
    answer = visitor.client.post(page.address, **multipart(data, documents=[*files]))
    return Page(visitor, answer, page.address)


def plain(words: str) -> str:
    """With ordinary spaces, as a page's words are compared."""
    return words.replace(formats.NBSP, " ")


def only() -> RoadOpeningRequest:
    """The one request that there is."""
    return db.session.scalars(db.select(RoadOpeningRequest)).one()


def test_without_a_concession_the_procedures_do_not_exist(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    for address in (HERE, f"{HERE}/nouvelle", f"{HERE}/OV-2026-0001", f"{HERE}/OV-2026-0001/relire"):
        assert visitor.open(address).status == 404
    assert visitor.post(f"{HERE}/OV-2026-0001/etat", state="deposee").status == 404
    page = visitor.open("/tableau-de-bord")
    assert not any(page.says(words) for words in WORDS)


def test_a_concession_of_water_does_not_open_them(signed: Signed, account: ProAccount) -> None:
    road_works.held(account, road_works.concession("eau"))
    assert signed(account).open(HERE).status == 404


def test_a_voirie_concession_opens_both_and_its_detachment_closes_them(
    signed: Signed, account: ProAccount
) -> None:
    made, visitor = road_works.filed(account), signed(account)
    page = visitor.open("/tableau-de-bord")
    assert all(page.says(words) for words in WORDS)
    addresses = (HERE, f"{HERE}/nouvelle", f"{HERE}/{made.reference}")
    assert [visitor.open(one).status for one in addresses] == [200, 200, 200]
    held = attachments.current(made.concession)
    assert held is not None
    attachments.detach(held, reason="Cession", actor=Actor.of_account(account))
    assert [visitor.open(one).status for one in addresses] == [404, 404, 404]


def test_a_suspension_closes_them(signed: Signed, account: ProAccount, supervisor: Agent) -> None:
    made, visitor = road_works.filed(account), signed(account)
    held = attachments.current(made.concession)
    assert held is not None
    attachments.contest(held, reason="À voir", actor=Actor.of_agent(supervisor))
    assert visitor.open(HERE).status == visitor.open(f"{HERE}/{made.reference}").status == 404


def test_an_empty_draft_is_kept(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    nothing = dict.fromkeys(typed(), "") | {"surface": []}
    page = send(signed(account), "brouillon", **nothing).follow()
    assert page.says("Brouillon") and only().status is RequestState.DRAFT


def test_filing_answers_with_a_number_and_a_page(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "deposer")
    assert page.target == f"{HERE}/{only().reference}"
    page = page.follow()
    assert page.says(f"La demande {only().reference} est déposée.") and page.says("Jo, 06 12 34 56 78")
    assert only().surface == ["chaussee", "trottoir"] and only().status is RequestState.FILED
    assert only().reference.startswith(f"OV-{now().year}-")


def test_the_summary_comes_before_the_filing(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "relire").follow()
    assert only().status is RequestState.DRAFT
    for words in (
        "Relire avant de déposer",
        "19 rue Georges Braque",
        "Branchement",
        "Alternée",
        "Chaussée, Trottoir",
    ):
        assert page.says(words), words
    page = page.send(page.form("state")).follow()
    assert page.says("est déposée") and only().status is RequestState.FILED


@pytest.mark.parametrize(
    "field",
    ["purpose", "street", "postcode", "city", "starts_on", "ends_on", "work_kind", "surface", "traffic"],
)
def test_filing_names_each_missing_answer_beside_its_field(
    signed: Signed, account: ProAccount, field: str
) -> None:
    road_works.held(account)
    empty = [] if field == "surface" else ""
    page = send(signed(account), "deposer", **{field: empty})
    assert page.status == 422
    assert page.doc.get_element_by_id(f"{field}-err").text_content().strip()
    assert db.session.scalar(db.select(RoadOpeningRequest)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("city", "Rouen"),
        ("postcode", "76000"),
        ("starts_on", "2026-02-30"),
        ("ends_on", "2020-01-01"),
        ("work_kind", "tunnel"),
        ("traffic", "interdite"),
        ("surface", ["chaussee", "toit"]),
        ("purpose", "x" * 251),
        ("point", "48.85, 2.35"),
        ("concession", "999999"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field_even_in_a_draft(
    signed: Signed, account: ProAccount, field: str, value: Any
) -> None:
    road_works.held(account)
    page = send(signed(account), "brouillon", **{field: value})
    assert page.status == 422 and page.doc.get_element_by_id(f"{field}-err").text_content().strip()
    assert page.value("street") == "19 rue Georges Braque"


def test_the_notice_of_fifteen_days_is_explained(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    soon = earliest_start(now()) - timedelta(days=1)
    page = send(signed(account), "deposer", starts_on=soon.isoformat())
    assert page.status == 422 and "15 jours au moins après le dépôt" in page.errors("starts_on")
    assert send(signed(account), "brouillon", starts_on=soon.isoformat()).status == 303


def test_a_commune_is_known_however_it_is_written(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    send(signed(account), "deposer", city="ST VIGOR D'YMONVILLE", postcode="76 430").follow()
    assert only().city == "Saint-Vigor-d’Ymonville"


def test_a_second_click_makes_one_request(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": "deposer"}
    answers = [visitor.client.post(page.address, data=data) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert answers[0].location == answers[1].location and only()


def test_a_draft_goes_on_and_is_filed_from_its_page(signed: Signed, account: ProAccount) -> None:
    made, visitor = road_works.drafted(account), signed(account)
    page = send(visitor, "brouillon", f"{HERE}/{made.reference}/modifier", purpose="Autre objet").follow()
    assert page.says("Autre objet")
    page = visitor.post(f"{HERE}/{made.reference}/etat", state="deposee").follow()
    assert page.says("Déposée") and page.says("Une réponse est attendue le")


def test_a_draft_says_until_when_it_is_kept_and_what_was_filed_does_not(
    signed: Signed, account: ProAccount
) -> None:
    made, visitor = road_works.drafted(account), signed(account)
    assert made.kept_until is not None
    page = visitor.open(f"{HERE}/{made.reference}")
    last = formats.day(made.kept_until).replace(formats.NBSP, " ")
    assert page.says(f"Il sera supprimé à partir du {last}")
    page = visitor.post(f"{HERE}/{made.reference}/etat", state="deposee").follow()
    assert not page.says("Il sera supprimé")


def test_filing_an_incomplete_draft_leads_back_to_the_form_with_its_errors(
    signed: Signed, account: ProAccount
) -> None:
    made = road_works.drafted(account, street="", starts_on=None, ends_on=None)
    page = signed(account).post(f"{HERE}/{made.reference}/etat", state="deposee")
    assert page.status == 422 and page.errors("street") and page.errors("starts_on")
    assert page.value("purpose") == made.purpose


def test_what_a_draft_holds_is_still_there_when_its_filing_is_refused(
    signed: Signed, account: ProAccount
) -> None:
    made = road_works.drafted(account, street="")
    assert made.ends_on is not None
    page = signed(account).post(f"{HERE}/{made.reference}/etat", state="deposee")
    assert page.status == 422 and page.errors("street")
    assert page.value("ends_on") == made.ends_on.isoformat()
    assert page.doc.xpath("//input[@name='surface'][@checked]/@value") == sorted(made.surface)
    assert page.doc.xpath("//input[@name='traffic'][@checked]/@value") == [made.traffic]
    assert not any(page.errors(name) for name in ("starts_on", "ends_on", "surface", "traffic"))


@pytest.mark.parametrize(
    "state", ["accordee", "refusee", "en-instruction", "close", "travaux-termines", "n'importe"]
)
def test_a_company_sets_only_its_own_states(signed: Signed, account: ProAccount, state: str) -> None:
    made = road_works.filed(account)
    page = signed(account).post(f"{HERE}/{made.reference}/etat", state=state)
    assert page.status == 422
    db.session.refresh(made)
    assert made.status is RequestState.FILED


def test_one_day_alone_says_whether_works_begin_or_end(signed: Signed, account: ProAccount) -> None:
    made = road_works.drafted(account, starts_on=None)
    assert made.ends_on is not None
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says(f"Jusqu’au {plain(formats.day(made.ends_on))}")
    made = road_works.drafted(account, ends_on=None)
    assert made.starts_on is not None
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says(f"À partir du {plain(formats.day(made.starts_on))}")


def test_the_question_before_the_end_fits_what_is_ended(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made, visitor = road_works.drafted(account), signed(account)
    assert visitor.open(f"{HERE}/{made.reference}").says("Il ne sera pas déposé.")
    road_openings.file(made, actor=Actor.of_account(account))
    assert visitor.open(f"{HERE}/{made.reference}").says("Elle ne sera plus instruite.")
    road_openings.move(made, RequestState.GRANTED, order_number="AR-1", actor=Actor.of_agent(agent))
    assert visitor.open(f"{HERE}/{made.reference}").says("L’autorisation ne vaudra plus.")


def test_what_is_filed_is_no_longer_changed(signed: Signed, account: ProAccount) -> None:
    made, visitor = road_works.filed(account), signed(account)
    assert visitor.open(f"{HERE}/{made.reference}/modifier").status == 303
    visitor.post(
        f"{HERE}/{made.reference}/modifier", **{**typed(), "surface": "chaussee", "purpose": "Autre"}
    )
    db.session.refresh(made)
    assert made.purpose != "Autre"


def test_the_company_reads_why_and_who_but_no_agent_s_name(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made = road_works.filed(account)
    road_openings.move(
        made, RequestState.INCOMPLETE, reason="Il manque le plan.", actor=Actor.of_agent(agent)
    )
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says("Il manque le plan.") and page.says("Service de la voirie")
    assert page.says(account.full_name) and agent.name not in page.html


def test_a_late_decision_is_red_and_never_granted(signed: Signed, account: ProAccount, clock: Any) -> None:
    made = road_works.filed(account)
    clock.shift(timedelta(days=19))
    page = signed(account).open(HERE)
    [row] = page.doc.xpath("//tr[@data-id]")
    assert row.get("class") == "is-stop" and "En retard de 4\u00a0jours" in row.text_content()
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says("le silence ne vaut pas accord") and not page.says("Accordée")


def test_the_list_shows_new_and_imported_searches_and_filters(signed: Signed, account: ProAccount) -> None:
    held = road_works.held(account)
    mine = road_works.filed(account, held)
    old, visitor = road_works.imported(held.concession), signed(account)
    assert set(visitor.open(HERE).rows) == {mine.reference, old.reference}
    assert set(visitor.open(f"{HERE}?q=georges+BRAQUE").rows) == {mine.reference}
    assert set(visitor.open(f"{HERE}?etat=accordee").rows) == {old.reference}
    assert visitor.open(f"{HERE}?q=%25").rows and visitor.open(f"{HERE}?etat=perdue").status == 404
    assert visitor.open(f"{HERE}?page=99").status == 404
    assert mine.reference in visitor.open("/tableau-de-bord").rows


# -- isolation


def test_another_company_meets_nothing_of_it(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    mine = signed(account)
    upload(mine, ("plan.pdf", PDF), action="deposer")
    made, other = only(), people.active()
    road_works.held(other)
    stranger = signed(other)
    here, paper = f"{HERE}/{made.reference}", made.documents[0].id
    for address in (here, f"{here}/modifier", f"{here}/relire", f"{here}/documents/{paper}"):
        assert mine.open(address).status in (200, 303)
        assert stranger.open(address).status == 404, address
    assert stranger.post(f"{here}/etat", state="retiree").status == 404
    assert stranger.post(f"{here}/documents/{paper}/retirer").status == 404
    assert not stranger.open(HERE).rows
    nothing, hidden = stranger.open(f"{HERE}/OV-1-1").html, stranger.open(here).html
    assert lasting(nothing) == lasting(hidden.replace(made.reference, "OV-1-1"))


def lasting(html: str) -> str:
    """The page without what changes with each second."""
    return re.sub(r'(name="csrf_token" value|data-\w+)="[^"]*"', r"\1", html)


def test_who_holds_the_concession_next_sees_the_imported_ones_alone(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    held = road_works.held(account)
    road_works.filed(account, held)
    old, other = road_works.imported(held.concession), people.active()
    attachments.detach(held, reason="à la demande du référent", actor=Actor.of_account(account))
    attachments.attach(
        held.concession,
        other,
        evidence="other",
        justification="Le réseau lui a été cédé en entier.",
        actor=Actor.of_agent(agent),
    )
    assert not attachments.holds_any(other)
    supervisor = people.staff("supervisor")
    again = attachments.current(held.concession)
    assert again is not None
    attachments.approve(again, actor=Actor.of_agent(supervisor))
    assert set(signed(other).open(HERE).rows) == {old.reference}


# -- documents


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
    told = page.errors("documents").replace(formats.NBSP, " ")
    assert (
        "« photo.png » : Ce fichier n’est ni un PDF" in told and "« vide.pdf » : Ce fichier est vide" in told
    )
    assert "plan.pdf" not in told


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


@pytest.mark.parametrize("reference", ["%00", "..", "x" * 300, "OV-2026-%F0%9F%9A%A7", "0"])
def test_a_reference_of_nothing_is_a_page_that_does_not_exist(
    signed: Signed, account: ProAccount, reference: str
) -> None:
    road_works.held(account)
    assert signed(account).open(f"{HERE}/{reference}").status == 404


def test_the_export_of_one_s_data_holds_one_s_requests(signed: Signed, account: ProAccount) -> None:
    made = road_works.filed(account)
    [told] = signed(account).client.get("/mon-compte/export").json["demandes"]
    assert (told["numéro"], told["état"]) == (made.reference, "Déposée")


def test_one_sending_tells_all_that_is_wrong(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "deposer", city="Rouen", street="", starts_on=now().date().isoformat())
    assert all(page.errors(name) for name in ("city", "street", "starts_on"))


# -- kept part by part, sent twice, overtaken


@pytest.mark.parametrize(
    ("action", "part"), [("suite-lieu", "ou-et-quand"), ("suite-travaux", "les-travaux")]
)
def test_each_part_is_saved_as_a_draft_and_leads_to_the_next(
    signed: Signed, account: ProAccount, action: str, part: str
) -> None:
    road_works.held(account)
    nothing = dict.fromkeys(typed(), "") | {"surface": [], "purpose": "Raccordement"}
    page = send(signed(account), action, **nothing)
    assert page.answer.headers["Location"] == f"{HERE}/{only().reference}/modifier#{part}"
    assert only().purpose == "Raccordement" and only().status is RequestState.DRAFT
    page = page.follow()
    assert page.value("purpose") == "Raccordement" and page.doc.get_element_by_id(part) is not None


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
    assert only().status is RequestState.DRAFT and [one.name for one in only().documents] == ["plan.pdf"]
    form = back.form("purpose")
    assert form.get("action").endswith(f"/{only().reference}/modifier")
    page = back.send(form, street="19 rue Georges Braque", action="deposer", documents=None).follow()
    assert page.says("est déposée") and page.says("plan.pdf") and only().status is RequestState.FILED


def test_going_back_and_sending_again_changes_what_was_begun(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": "brouillon"}
    visitor.client.post(page.address, data=data)
    answer = visitor.client.post(page.address, data={**data, "purpose": "Autre objet", "action": "deposer"})
    assert answer.status_code == 303 and only().purpose == "Autre objet"
    assert only().status is RequestState.FILED
    answer = visitor.client.post(page.address, data={**data, "purpose": "Encore autre", "action": "deposer"})
    assert answer.status_code == 422 and "elle ne se modifie plus" in answer.text
    assert only().purpose == "Autre objet"


def test_who_saves_second_is_told_and_may_insist(signed: Signed, account: ProAccount) -> None:
    made, one, two = road_works.drafted(account), signed(account), signed(account)
    address = f"{HERE}/{made.reference}/modifier"
    first, second = one.open(address), two.open(address)
    assert first.send(purpose="Le premier", action="brouillon", documents=None).status == 303
    page = second.send(purpose="Le second", action="brouillon", documents=None)
    assert page.status == 422 and page.says("Quelqu'un d'autre a enregistré cette demande")
    assert page.value("purpose") == "Le second" and only().purpose == "Le premier"
    assert page.send(purpose="Le second", action="brouillon", documents=None).status == 303
    assert only().purpose == "Le second"


def test_a_step_decided_on_an_old_page_is_not_taken(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made, visitor = road_works.filed(account), signed(account)
    page = visitor.open(f"{HERE}/{made.reference}")
    actor = Actor.of_agent(agent)
    road_openings.move(made, RequestState.GRANTED, order_number="AR-7", actor=actor)
    page = page.send(page.form("state"))
    assert page.status == 422 and page.says("Rien n'a été fait") and page.says("Accordée")
    assert only().status is RequestState.GRANTED
    assert page.send(page.doc.xpath("//form[.//input[@value='travaux-commences']]")[0]).status == 303


def test_the_summary_says_what_is_lacking_before_it_offers_to_file(
    signed: Signed, account: ProAccount
) -> None:
    made = road_works.drafted(account, street="", starts_on=None, ends_on=None)
    page = signed(account).open(f"{HERE}/{made.reference}/relire")
    links = page.doc.xpath("//main//ul/li/a/@href")
    assert [link.partition("#")[2] for link in links][:3] == ["street", "starts_on", "ends_on"]
    assert page.says("Compléter la demande") and not page.doc.xpath("//input[@value='deposee']")


def test_the_receipt_bears_number_moment_and_expected_day(signed: Signed, account: ProAccount) -> None:
    made, visitor = road_works.filed(account), signed(account)
    page = visitor.open(f"{HERE}/{made.reference}/accuse")
    assert page.doc.get_element_by_id("numero").text == made.reference
    assert page.says(plain(formats.moment(made.filed_at))) and page.says("le silence ne vaut pas accord")
    assert page.says(plain(formats.day(made.decision_due_on))) and page.says(account.company.name)
    draft = road_works.drafted(account, attachments.current(made.concession))
    old = road_works.imported(made.concession)
    for other in (draft, old):
        assert visitor.open(f"{HERE}/{other.reference}/accuse").status == 404


def test_a_point_is_kept_as_degrees_and_shown_with_its_map(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "brouillon", point="490 424,07 6 936 554,30").follow()
    assert only().point == "49.49380, 0.10770" and page.says("49.49380, 0.10770")
    [link] = page.doc.xpath("//a[contains(@href, 'openstreetmap.org')]/@href")
    assert "mlat=49.49380&mlon=0.10770" in link


def test_a_long_list_is_read_page_by_page(signed: Signed, account: ProAccount) -> None:
    held = road_works.held(account)
    for _ in range(21):
        road_works.imported(held.concession)
    visitor = signed(account)
    first, second = visitor.open(HERE), visitor.open(f"{HERE}?page=2")
    assert (len(first.rows), len(second.rows)) == (20, 1) and not set(first.rows) & set(second.rows)
    assert first.says("21 demandes, page 1 de 2") and visitor.open(f"{HERE}?page=3").status == 404
