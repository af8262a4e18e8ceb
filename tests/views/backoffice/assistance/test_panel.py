"""What the panel proves: in place when it is accepted, in place when it is refused."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest

import views
from models import attachments
from models.attachments.evidence import EVIDENCE, OF_STAFF, Need
from models.audit import AuditEvent
from models.kernel.base import db
from tests.support.calls import ADDRESS, ask, heading, step, target
from tests.views.backoffice.conftest import CODE, JUSTIFICATION
from views import keys
from views.messages.attachments.evidence import EVIDENCE as WORDS

WRONG = "9031"
TEMPLATES = Path(views.__file__).parent / "templates" / "backoffice" / "assistance"


def started(console, account, name="access_code"):
    """The panel of the call about an account: its page, its address, what it would send."""
    page = ask(console, account.identifier)
    return page, target(page), page.form(name)


def test_a_refused_code_stays_beside_its_field_in_the_call(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    console = desk(agent)
    page, address, typed = started(console, account)
    answer = console.post(address, {**typed, "access_code": WRONG})
    assert answer.status == 422 and step(answer) == "attach" and heading(answer) == heading(page)
    assert "ne vont pas ensemble" in answer.error("access_code") and WRONG not in answer.html
    field = answer.doc.get_element_by_id("access_code")
    assert field.get("autofocus") is not None and field.get("aria-invalid") == "true"
    assert answer.doc.xpath("//title")[0].text.strip().startswith("Erreur")
    again = console.post(target(answer), {**answer.form("access_code"), "access_code": CODE})
    assert again.status == 303 and again.location.startswith(ADDRESS)
    assert attachments.current(concession).referent_id == account.id


def test_a_refused_justification_stays_beside_its_field_as_it_was_typed(app, desk, agent, account, record):
    record(siret=account.company.siret, email=account.email)
    console = desk(agent)
    _, address, typed = started(console, account, "justification")
    answer = console.post(address, {**typed, "justification": "Trop court"})
    assert answer.status == 422 and step(answer) == "attach"
    assert "20" in answer.error("justification") and answer.value("justification") == "Trop court"
    assert answer.doc.get_element_by_id("justification").get("autofocus") is not None


def test_a_failure_too_many_is_told_in_the_call_with_the_next_evidence(app, desk, agent, account, record):
    record(siret=account.company.siret)
    console = desk(agent)
    _, address, typed = started(console, account)
    for _ in range(10):
        answer = console.post(address, {**typed, "access_code": WRONG})
        assert answer.status == 422
        if not answer.doc.xpath("//*[@name='access_code']"):
            break
    assert step(answer) == "attach" and answer.doc.xpath("//*[@role='alert']")
    assert "Appelez" in answer.text and answer.form("called_number")["evidence"] == "callback"


def test_a_record_that_somebody_attached_meanwhile_is_told_in_the_call(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    console = desk(agent)
    _, address, typed = started(console, account)
    assert console.post(address, {**typed, "access_code": CODE}).status == 303
    answer = console.post(address, {**typed, "submission": "x" * 32, "access_code": CODE})
    assert answer.status == 422 and answer.doc.xpath("//*[@role='alert']") and step(answer) == "accompany"
    assert attachments.current(concession) is not None


def test_after_one_record_the_code_of_the_next_has_the_focus(app, desk, agent, account, record):
    for title in ("Port de l’Estuaire", "Canal de Tancarville"):
        record(title, siret=account.company.siret, holder=account.company.name)
    console = desk(agent)
    page, address, typed = started(console, account)
    assert page.doc.get_element_by_id("access_code").get("autofocus") is not None
    after = console.post(address, {**typed, "access_code": CODE}).follow()
    assert step(after) == "attach" and heading(after) != heading(page)
    assert after.doc.get_element_by_id("access_code").get("autofocus") is not None


def test_the_panel_leaves_the_trace_that_the_page_of_the_record_leaves(app, desk, agent, account, record):
    record(siret=account.company.siret)
    console = desk(agent)
    _, address, typed = started(console, account)
    console.post(address, {**typed, "access_code": WRONG})
    console.post(address, {**typed, "access_code": CODE})
    actions = [action for (action,) in db.session.query(AuditEvent.action).order_by(AuditEvent.sequence)]
    assert actions[-3:] == ["code-refused", "attached", "case-started"]


def test_what_is_asked_on_the_page_of_a_refusal_is_answered_by_the_call(app, desk, agent, account, record):
    record(siret=account.company.siret)
    console = desk(agent)
    _, address, typed = started(console, account)
    page = console.post(address, {**typed, "access_code": WRONG})
    (form,) = page.doc.xpath("//main//form[@role='search'][.//*[@name='q']]")
    answer = console.open(
        urljoin(address, f"{form.get('action', '')}?{urlencode({'q': account.company.siret})}")
    )
    assert answer.status == 200
    assert account.company.siret in answer.doc.xpath("//main//input[@name='q']/@value")


def test_every_search_of_a_call_says_where_it_is_answered():
    parts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    forms = [form for text in parts.values() for form in re.findall('<form[^>]*role="search"[^>]*>', text)]
    assert len(forms) >= 4
    assert [form for form in forms if "action=\"{{ url_for('assistance.index') }}\"" not in form] == []


@pytest.mark.parametrize("number", ["0", "abc", "12345"])
def test_a_panel_of_no_record_is_a_page_that_does_not_exist(app, desk, agent, number):
    assert desk(agent).open(f"{ADDRESS}{number}/rattacher").status == 404


def test_the_address_of_a_refusal_leads_back_to_the_call_and_lets_no_administrator_attach(
    app, desk, agent, admin, account, record
):
    concession = record(siret=account.company.siret)
    _, address, typed = started(desk(agent), account)
    page = desk(agent).open(address)
    assert page.status == 200 and step(page) == "attach" and heading(page)
    assert desk(admin).open(address).status == 403
    assert attachments.current(concession) is None


def test_every_evidence_is_given_in_the_call_with_the_fields_that_it_needs_alone(
    app, desk, agent, account, record
):
    concession = record(siret=account.company.siret)
    console, seen = desk(agent), {}
    for kind in OF_STAFF:
        page = console.open(f"{ADDRESS}{concession.id}/rattacher?preuve={kind}&appel=compte%3D{account.id}")
        names = page.doc.xpath("//*[@data-step]//form[@enctype]//*[@name]/@name")
        seen[kind] = {name for name in names if name in {need.value for need in Need}}
        assert seen[kind] == {need.value for need in EVIDENCE[kind].needs}, kind
        assert len(page.doc.xpath("//*[@data-step]//*[@autofocus]")) == 1, kind
    assert len(seen) == len(OF_STAFF) > 4


def test_a_call_back_is_proved_without_leaving_the_call(app, desk, agent, account, record):
    concession = record(siret=account.company.siret, phone="+33239999999")
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), WORDS["callback"].key))
    assert "Appelez 0239999999" in page.text
    looks = db.session.query(AuditEvent).filter_by(action="concession-consulted", subject_id=concession.id)
    assert looks.count() == 1, "the number of an old record is not shown without a trace"
    short = console.post(target(page), {**page.form("called_number"), "justification": "Oui"})
    assert short.status == 422 and "20" in short.error("justification")
    answer = console.post(target(short), {**short.form("called_number"), "justification": JUSTIFICATION})
    assert answer.status == 303 and "preuve" not in answer.location
    made = attachments.current(concession)
    assert (made.evidence, made.called_number) == ("callback", "+33239999999")


def test_what_the_record_has_nothing_for_is_not_offered(app, desk, agent, account, record):
    record(siret=account.company.siret, phone="", code=None)
    page = ask(desk(agent), account.identifier)
    keys = page.doc.xpath("//*[@data-step]//ul[contains(@class, 'mt-1')]//a/@data-key")
    assert keys == [WORDS[kind].key for kind in ("mandate", "other")], (
        "no code, no number, SIREN shown already"
    )


def test_beside_the_evidences_every_other_way_on_keeps_its_key(app, desk, agent, account, record):
    record(siret=account.company.siret)
    page = ask(desk(agent), account.identifier)
    borne = page.doc.xpath("//*[@data-key]/@data-key")
    assert step(page) == "attach" and sorted(set(borne)) == sorted(borne), "no key means two things"
    assert {"m", "h"} < set(borne)
    for key, step_name in (("m", "send_reset"), ("h", "find-record")):
        assert step(desk(agent).open(target(page, key))) == step_name


def test_each_evidence_has_a_key_of_its_own():
    keys_of = [WORDS[kind].key for kind in OF_STAFF]
    assert len(set(keys_of)) == len(keys_of) and not set(keys_of) & keys.taken()
