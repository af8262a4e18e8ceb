"""The screen of cases: what companies ask, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import accounts, audit, cases
from models.cases import CaseKind, CaseNoteKind
from models.cases.queries import list_notes
from models.cases.queues import Queue
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values.days import today
from tests.support import people
from tests.support.records import by, events, mails_of
from tests.views.backoffice.conftest import again
from views.backoffice.cases.columns import QUEUES
from views.backoffice.cases.screen import Cases
from views.backoffice.kit import history


@pytest.fixture
def case(account):
    """A company asks staff to attach."""
    return cases.open_(
        CaseKind.ATTACH,
        "Port Estuaire",
        message="Notre code ne marche plus.",
        phone="+33235223344",
        account=account,
        tried={"title": "Port Estuaire", "kind": "voirie"},
        actor=Actor.of_account(account),
    )


def test_a_case_is_found_by_subject_company_and_person(app, desk, agent, account, case):
    for typed in ("estuaire", account.company.name, account.identifier, account.company.siret, "0235223344"):
        page = desk(agent).client.get("/console/dossiers/", query_string={"search": typed})
        assert f'data-id="{case.id}"' in page.text, typed


def test_a_case_is_found_by_its_number_among_those_that_hold_its_digits(app, desk, agent, account, case):
    digits = f"{case.created_at.year}{case.id:04d}"
    for _ in range(7):
        asker = people.active()
        cases.open_(CaseKind.HELP, "Autre", phone=f"+33{digits}0", account=asker, actor=people.SYSTEM)
    console = desk(agent)
    assert case.number in console.open(f"/console/dossiers/?search={case.number}").text
    page = console.open(f"/console/migration/?q={case.number}")
    assert account.company.name in page.text and f"Dossier {case.number}" in page.text
    assert case.number in console.open(f"/console/dossiers/details/?id={case.id}").text


def test_the_detail_tells_what_was_tried_and_leads_to_the_concession(app, desk, agent, case):
    page = desk(agent).open(f"/console/dossiers/details/?id={case.id}")
    assert "Notre code ne marche plus." in page.text and "Port Estuaire (voirie)" in page.text
    assert page.doc.xpath("//a[contains(@href, '/console/concessions/?search=Port')]")


def test_a_case_is_closed_once_with_what_became_of_it(app, desk, agent, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/clore"
    page = console.send(address, reason="")
    assert page.status == 422 and page.error("reason") and again(case).is_open
    assert console.open("/console/dossiers/?etat=open").ids == [str(case.id)]
    assert console.send(address, reason="Rattachée au téléphone").status == 303
    assert again(case).closed_by_id == agent.id
    assert console.open("/console/dossiers/?etat=open").ids == []
    assert console.open("/console/dossiers/?etat=closed").ids == [str(case.id)]
    assert "Rattachée au téléphone" in console.open(f"/console/dossiers/details/?id={case.id}").text
    assert console.send(address, reason="Encore").status == 422


def test_administrators_close_nothing(app, desk, admin, case):
    assert desk(admin).open(f"/console/dossiers/{case.id}/clore").status == 403


def test_notes_and_what_comes_next_are_written_on_the_page_of_the_case(app, desk, agent, case):
    console, page = desk(agent), f"/console/dossiers/details/?id={case.id}"
    answer = console.send(
        f"/console/dossiers/{case.id}/noter", kind="appel", text="Rappelle demain", minutes="5"
    )
    assert answer.status == 303 and answer.location.endswith(page)
    plan = {"next_action": "Rappeler", "due_on": "2030-01-02", "blocked_by": "Attend le mandat"}
    assert console.send(f"/console/dossiers/{case.id}/suite", owner=agent.email, **plan).status == 303
    shown = console.open(page)
    for words in ("Appel, 5 min", "Rappelle demain", agent.name, "Rappeler", "Attend le mandat"):
        assert words in shown.text, words
    assert (
        len(shown.doc.xpath("//form[contains(@action, '/noter')] | //form[contains(@action, '/suite')]")) == 2
    )
    assert len(set(shown.doc.xpath("//@id"))) == len(shown.doc.xpath("//@id")), "an id names one element"


@pytest.mark.parametrize(
    ("verb", "fields", "wrong"),
    [
        ("noter", {"kind": "appel", "text": "", "minutes": "5"}, "text"),
        ("noter", {"kind": "appel", "text": "Vu", "minutes": "cinq"}, "minutes"),
        ("noter", {"kind": "appel", "text": "Vu", "minutes": "601"}, "minutes"),
        ("noter", {"kind": "reponse", "text": "Vu"}, "kind"),
        ("suite", {"owner": "personne@example.org"}, "owner"),
        ("suite", {"owner": "", "due_on": "31/12"}, "due_on"),
        ("suite", {"owner": "", "due_on": "1024-01-01"}, "due_on"),
    ],
)
def test_what_is_refused_is_said_on_the_page_of_the_case(app, desk, agent, case, verb, fields, wrong):
    page = desk(agent).send(f"/console/dossiers/{case.id}/{verb}", **fields)
    assert page.status == 422 and page.error(wrong)
    assert "Notre code ne marche plus." in page.text and again(case).owner_id is None


def test_a_double_click_keeps_one_note(app, desk, agent, case):
    console = desk(agent)
    for page in (f"/console/dossiers/details/?id={case.id}", f"/console/dossiers/{case.id}/noter"):
        form = {**console.open(page).form("minutes"), "kind": "appel", "text": page}
        for _ in range(2):
            assert console.post(f"/console/dossiers/{case.id}/noter", form).status == 303
    assert len(list_notes(again(case))) == 2


def test_a_note_is_read_as_long_as_it_is_kept_whatever_the_trail_forgets(app, desk, agent, case, monkeypatch):
    monkeypatch.setattr(history, "SHOWN", 3)
    for number in range(4):
        cases.note(case, kind=CaseNoteKind.CALL, text=f"Appel numéro {number}", minutes=5, actor=by(agent))
        facts = {"next_action": f"Étape {number}", "due_on": None, "blocked_by": ""}
        cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    written = [event.sequence for event in events("case-noted")]
    audit.erase(written, reason="Douze mois", actor=people.SYSTEM)
    db.session.commit()
    page, pages = desk(agent).open(f"/console/dossiers/details/?id={case.id}"), []
    while True:
        text = page.doc.get_element_by_id("histoire").text_content()
        pages.append([number for number in range(4) if f"Appel numéro {number}" in text])
        assert text.count("Appel, 5 min") == len(pages[-1])
        older = page.doc.xpath("//*[@id='histoire']//a[text()='Voir les plus anciens']/@href")
        if not older:
            break
        page = desk(agent).open(older[0])
    assert pages == [[2, 3], [0, 1]], "each once, beside what happened then"


def test_who_plans_second_is_told_and_overwrites_nothing(app, desk, agent, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/suite"
    seen = again(case).mark
    assert console.send(address, owner=agent.email, next_action="Rappeler", seen=seen).status == 303
    late = console.send(address, owner="", next_action="Écrire", seen=seen)
    assert late.status == 422 and again(case).next_action == "Rappeler"
    assert late.value("next_action") == "Écrire", "what was typed is kept"


def test_who_plans_second_takes_over_what_they_did_not_change_and_reads_what_crosses(app, desk, agent, case):
    colleague, console, address = people.staff("agent"), desk(agent), f"/console/dossiers/{case.id}/suite"
    typed = {**console.open(address).form("owner"), "next_action": "Écrire", "blocked_by": "Attend le mandat"}
    facts = {"next_action": "Rappeler", "due_on": date(2030, 1, 2), "blocked_by": ""}
    cases.follow(case, owner=colleague.email, **facts, actor=by(colleague))
    late = console.post(address, typed)
    assert late.status == 422
    held = {name: late.value(name) for name in ("owner", "next_action", "due_on", "blocked_by")}
    assert held == {
        "owner": colleague.email,
        "next_action": "Écrire",
        "due_on": "2030-01-02",
        "blocked_by": "Attend le mandat",
    }
    words = late.text.replace("\xa0", " ")
    assert "Garder ce qui est enregistré : Rappeler" in words and f"Repris : {colleague.name}" in words
    assert console.post(address, late.form("owner")).status == 303
    plan = again(case)
    assert (plan.owner_id, plan.next_action, plan.due_on) == (colleague.id, "Écrire", date(2030, 1, 2))
    assert plan.blocked_by == "Attend le mandat"


def test_what_is_refused_of_a_second_plan_is_kept_as_it_was_typed(app, desk, agent, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/suite"
    typed = {**console.open(address).form("owner"), "due_on": "31/12", "before": "[]"}
    facts = {"next_action": "Rappeler", "due_on": date(2030, 1, 2), "blocked_by": ""}
    cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    late = console.post(address, typed)
    assert late.status == 422 and late.error("due_on") and late.value("due_on") == "31/12"
    assert "2 janvier 2030" in late.text and "enregistré : Rappeler" in late.text.replace("\xa0", " ")


def test_an_answer_leaves_for_the_person(app, desk, agent, account, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/repondre"
    assert console.send(address, message=" ").error("message")
    assert console.send(address, message="Voici comment faire.").status == 303
    assert [mail.to for mail in mails_of("case-answered")] == [account.email]
    shown = console.open(f"/console/dossiers/details/?id={case.id}")
    assert "Réponse envoyée" in shown.text and "Voici comment faire." in shown.text


def test_what_was_written_to_somebody_who_left_meanwhile_goes_to_nobody_else(app, desk, agent, account, case):
    colleague = people.active(company=people.facts(siret=account.company.siret))
    cases.open_(CaseKind.HELP, "Aide", account=colleague, actor=Actor.of_account(colleague))
    console, address = desk(agent), f"/console/dossiers/{case.id}/repondre"
    page = console.open(address)
    typed = {**page.form(), "question": str(again(case).questions[1].id), "message": "À vous seule."}
    accounts.erase(colleague, reason="Demande", actor=people.SYSTEM)
    late = console.post(address, typed)
    assert late.status == 422 and "Choisissez à qui" in late.error("question")
    assert mails_of("case-answered") == [] and late.value("message") == "À vous seule."
    assert "question" in console.open(address).form(), "it is told to whom, though one is left"


def test_a_visitor_is_named_by_no_name_and_answered_by_telephone_alone(app, desk, agent):
    case = cases.open_(CaseKind.HELP, "Aide", phone="+33235223344", actor=people.SYSTEM)
    console, address = desk(agent), f"/console/dossiers/{case.id}/repondre"
    page = console.open(address)
    assert page.status == 200 and "Que répondre à cette personne ?" in page.text
    answer = console.post(address, {**page.form(), "message": "Voici."})
    assert answer.status == 422 and "rappelez-la" in answer.text
    assert console.open(f"/console/dossiers/details/?id={case.id}").status == 200


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (CaseKind.HELP, "part par courriel à la personne qui demande, qui le lit aussi"),
        (CaseKind.HELD, "N’y nommez jamais qui tient la concession"),
        (CaseKind.CONTESTED, "Ce texte ne part à personne"),
    ],
)
def test_who_closes_knows_who_reads_it(app, desk, agent, account, kind, words):
    case = cases.open_(kind, "Un titre", account=account, actor=Actor.of_account(account))
    assert words in desk(agent).open(f"/console/dossiers/{case.id}/clore").text.replace("\xa0", " ")


def test_who_closes_knows_how_many_read_it(app, desk, agent, account, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/clore"
    several = f"/console/dossiers/lot/clore?id={case.id}"
    assert "part par courriel à la personne qui demande." in console.open(several).text
    colleague = people.active(company=people.facts(siret=account.company.siret))
    cases.open_(CaseKind.HELP, "Aide", account=colleague, actor=Actor.of_account(colleague))
    assert "part par courriel aux 2 personnes qui demandent, qui le lisent" in console.open(address).text
    assert "part par courriel aux 2 personnes qui demandent." in console.open(several).text


def test_a_case_that_was_lost_proposes_no_day_that_is_over(app, desk, agent, case, clock):
    facts = {"next_action": "Rappeler", "due_on": today(), "blocked_by": ""}
    cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    clock.shift(timedelta(days=10))
    assert cases.take_back(actor=people.SYSTEM) == 1
    console, address = desk(agent), f"/console/dossiers/{case.id}/suite"
    page = console.open(address)
    assert (page.value("owner"), page.value("due_on")) == (agent.email, "")
    assert console.send(address, due_on=str(facts["due_on"])).error("due_on")
    assert console.send(address).status == 303
    assert cases.take_back(actor=people.SYSTEM) == 0 and again(case).owner_id == agent.id


def test_each_queue_lists_what_is_its_own(app, desk, agent, case):
    words = {queue: word for word, queue in QUEUES.items()}

    def listed(queue):
        return desk(agent).open(f"/console/dossiers/?file={words[queue]}").ids

    found = {queue: listed(queue) for queue in Queue}
    assert [queue for queue in Queue if found[queue]] == [Queue.UNOWNED]
    facts = {"next_action": "", "due_on": today(), "blocked_by": ""}
    cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    assert [queue for queue in Queue if listed(queue)] == [Queue.MINE, Queue.TODAY]
    colleague = people.staff("agent")
    assert desk(colleague).open("/console/dossiers/?file=a-moi").ids == [], (
        "each agent has a queue of their own"
    )
    assert desk(agent).open("/console/dossiers/?file=autre").status == 404


def test_a_queue_that_was_sorted_as_it_cannot_be_begins_with_what_is_due_first(app, desk, agent, account):
    for day in (2, 1, 3):
        case = cases.open_for(people.active().company, actor=people.SYSTEM)
        facts = {"next_action": f"Le {day}", "due_on": date(2030, 1, day), "blocked_by": ""}
        cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    column = [column.sort for column in Cases.columns].index("created_at")
    found = desk(agent).open(f"/console/dossiers/?sort={column}&desc=1&file=a-moi").ids
    assert [again_of(number).next_action for number in found] == ["Le 1", "Le 2", "Le 3"]


def test_a_queue_goes_on_where_its_first_page_ends(app, desk, agent, account, monkeypatch):
    monkeypatch.setattr(Cases, "page_size", 1)
    for day in (3, 1, 2):
        case = cases.open_for(people.active().company, actor=people.SYSTEM)
        facts = {"next_action": f"Le {day}", "due_on": date(2030, 1, day), "blocked_by": ""}
        cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    page, found = desk(agent).open("/console/dossiers/?file=a-moi"), []
    for _ in range(3):
        found += page.ids
        following = page.doc.xpath("//a[@rel='next']/@href")
        page = desk(agent).open(following[0]) if following else page
    assert [again_of(number).next_action for number in found] == ["Le 1", "Le 2", "Le 3"]


def again_of(number):
    return db.session.get_one(cases.Case, int(number))


def test_the_first_page_of_an_agent_begins_with_their_cases_due_first(app, desk, agent, admin, account):
    for day in (9, 4):
        asker = people.active()
        case = cases.open_(CaseKind.HELP, f"Aide {day}", account=asker, actor=Actor.of_account(asker))
        facts = {"next_action": "Rappeler", "due_on": date(2030, 1, day), "blocked_by": ""}
        cases.follow(case, owner=agent.email, **facts, actor=by(agent))
    page = desk(agent).open("/console/")
    mine = page.doc.xpath("//section[@aria-labelledby='t-mes-dossiers']//a[contains(@class, 'b-link')]")
    assert [link.text_content() for link in mine] == ["Aide 4", "Aide 9"]
    assert not desk(admin).open("/console/").doc.xpath("//section[@aria-labelledby='t-mes-dossiers']")
