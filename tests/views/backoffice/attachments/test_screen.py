"""The screen of attachments: who did what with which evidence, and the steps on each."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from models import accounts, attachments, cases
from models.assistance.caller_check import check_caller, list_asked
from models.attachments import AttachmentStatus
from models.kernel.actors import Actor
from models.values.days import day_of
from tests.support import people
from tests.support.records import events
from tests.views.backoffice.conftest import JUSTIFICATION, again


@pytest.fixture
def bound(agent, account, record):
    """`bound("callback")`: an attachment that the agent made."""

    def make(evidence="callback", by=None, to=None, **facts):
        evidence_facts = {"justification": JUSTIFICATION, "called_number": "0235223344"}
        return attachments.attach(
            record(),
            to or account,
            evidence=evidence,
            actor=Actor.of_agent(by or agent),
            **{**evidence_facts, **facts},
        )

    return make


def act(console, attachment, action, **answers):
    return console.send(f"/console/rattachements/{attachment.id}/{action}", **answers)


def test_the_detail_tells_who_when_with_which_evidence(app, desk, supervisor, agent, account, bound):
    found = bound()
    page = desk(supervisor).open(f"/console/rattachements/details/?id={found.id}")
    for words in (
        found.concession.title,
        account.identifier,
        agent.name,
        "Rappel",
        JUSTIFICATION,
        "0235223344",
    ):
        assert words in page.text, words


def test_a_call_back_says_whether_its_caller_was_checked(app, desk, supervisor, agent, account, bound):
    def seen(made):
        page = desk(supervisor).open(f"/console/rattachements/details/?id={made.id}")
        return page.text.replace("\N{NO-BREAK SPACE}", " ")

    assert "Interlocuteurnon vérifié" in seen(bound())
    case = cases.open_for(account.company, actor=Actor.of_agent(agent))
    outcomes = {"?": "vérifié sans succès, 0 réponse juste sur 3", "": "vérifié, 3 réponses justes sur 3"}
    for typed, words in outcomes.items():
        answers = {each.fact: typed or each.values[0] for each in list_asked(case)}
        check_caller(case, answers=answers, actor=Actor.of_agent(agent))
        assert words in seen(bound())
    assert "Interlocuteur" not in seen(bound("other", called_number=""))


@pytest.mark.parametrize("typed", ["title", "reference", "identifier", "company", "siret"])
def test_the_list_is_searched_by_what_its_rows_have(app, desk, agent, account, bound, typed):
    found = bound()
    words = {
        "title": found.concession.title,
        "reference": found.concession.reference,
        "identifier": account.identifier,
        "company": account.company.name,
        "siret": account.company.siret,
    }[typed]
    page = desk(agent).client.get("/console/rattachements/", query_string={"search": words})
    assert f'data-id="{found.id}"' in page.text


@pytest.mark.parametrize("state", [status.value for status in AttachmentStatus])
def test_the_filter_of_states_shows_what_the_tag_says(app, desk, agent, supervisor, bound, state):
    sup = Actor.of_agent(supervisor)
    rows = {
        "in-effect": bound(),
        "waiting-review": bound("other"),
        "waiting-activation": bound(to=people.pending()),
        "suspended": bound(),
        "detached": bound(),
        "refused": bound("other"),
    }
    attachments.contest(rows["suspended"], reason="Doute", actor=sup)
    attachments.detach(rows["detached"], reason="Erreur", actor=sup)
    attachments.contest(rows["refused"], reason="Non", actor=sup)
    page = desk(agent).open(f"/console/rattachements/?etat={state}")
    assert page.ids == ([str(rows[state].id)] if state in rows else [])


def test_a_detachment_wants_a_reason_keeps_the_history_and_is_undone(app, desk, agent, bound):
    found, console = bound(), desk(agent)
    page = act(console, found, "detacher", reason="")
    assert page.status == 422 and page.error("reason") and again(found).is_open
    assert act(console, found, "detacher", reason="Mauvaise structure").status == 303
    assert again(found).status is AttachmentStatus.DETACHED
    page = console.open(f"/console/rattachements/details/?id={found.id}")
    assert "Mauvaise structure" in page.text and "Rattachée à" in page.text
    assert act(console, found, "annuler").status == 303
    assert again(found).is_in_effect


def test_after_half_an_hour_only_a_supervisor_detaches(app, desk, agent, supervisor, bound, clock):
    found = bound()
    clock.shift(timedelta(minutes=31).total_seconds())
    page = act(desk(agent), found, "detacher", reason="Erreur")
    assert page.status == 422 and "30 minutes" in page.text
    assert act(desk(supervisor), found, "detacher", reason="Erreur").status == 303


def test_another_agent_detaches_nothing_of_it(app, desk, bound):
    found = bound()
    assert act(desk(people.staff("agent")), found, "detacher", reason="Erreur").status == 422
    assert again(found).is_open


def test_a_detachment_is_not_undone_once_the_concession_is_attached_again(
    app, desk, agent, supervisor, bound
):
    found = bound()
    attachments.detach(found, reason="Erreur", actor=Actor.of_agent(supervisor))
    attachments.attach(
        found.concession,
        people.active(),
        evidence="other",
        justification=JUSTIFICATION,
        actor=Actor.of_agent(agent),
    )
    page = act(desk(supervisor), found, "annuler")
    assert page.status == 422 and "déjà rattachée" in page.text


def test_a_colleague_of_the_referent_is_let_in(app, desk, agent, account, bound):
    from models.accounts import Person

    found, console = bound(), desk(agent)
    page = act(console, found, "referents", account="pro.nobody.here")
    assert page.status == 422 and page.error("account")
    page = act(console, found, "referents", account=people.active().identifier)
    assert page.status == 422 and page.error("account"), "another company's"
    other = accounts.create(
        people.facts(siret=account.company.siret),
        Person("Léa", "Port", "lea@example.org", "Cheffe"),
        actor=people.SYSTEM,
    )
    accounts.activate(
        people.activation_secret(other), people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM
    )
    assert act(console, found, "referents", account=other.identifier).status == 303
    assert other.identifier in console.open(f"/console/rattachements/details/?id={found.id}").text


@pytest.mark.parametrize("action", ["approuver", "contester", "confirmer"])
def test_agents_and_administrators_review_nothing(app, desk, agent, admin, bound, action):
    found = bound("other")
    for person in (agent, admin):
        assert desk(person).open(f"/console/rattachements/{found.id}/{action}").status == 403


def test_an_approval_asks_the_code_again_and_makes_it_take_effect(app, desk, supervisor, bound):
    found = bound("other")
    console = desk(supervisor, fresh=False)
    page = console.open(f"/console/rattachements/{found.id}/approuver")
    assert page.location.startswith("/console/connexion/code")
    page = console.send(page.location, otp=people.code_of(supervisor))
    assert console.send(page.location).status == 303
    assert again(found).is_in_effect and found.reviewed_by_id == supervisor.id
    page = act(console, found, "approuver")
    assert page.status == 422 and "rien à contrôler" in page.text


@pytest.mark.parametrize("evidence", ["callback", "other"])
def test_nobody_reviews_what_he_attached(app, desk, supervisor, bound, evidence):
    found = bound(evidence, by=supervisor)
    for action, answers in (("approuver", {}), ("contester", {"reason": "Doute"})):
        page = act(desk(supervisor), found, action, **answers)
        assert page.status == 422 and "son propre travail" in page.text
    assert again(found).reviewed_at is None and found.suspended_at is None


def test_contesting_what_waits_refuses_it_for_good(app, desk, supervisor, bound):
    found = bound("other")
    page = act(desk(supervisor), found, "contester", reason="")
    assert page.status == 422 and page.error("reason")
    assert act(desk(supervisor), found, "contester", reason="Aucun lien").status == 303
    assert again(found).status is AttachmentStatus.REFUSED


def test_contesting_what_is_in_effect_suspends_until_another_supervisor(app, desk, supervisor, bound):
    found, other = bound(), people.staff("supervisor")
    assert act(desk(supervisor), found, "contester", reason="Doute").status == 303
    assert again(found).status is AttachmentStatus.SUSPENDED
    page = act(desk(supervisor), found, "confirmer", reason="Finalement")
    assert page.status == 422 and "son propre travail" in page.text
    assert act(desk(other), found, "confirmer", reason="Vu le mandat").status == 303
    assert again(found).is_in_effect


@pytest.mark.both_engines("each engine has its own largest number")
@pytest.mark.parametrize("action", ["detacher", "annuler", "referents", "piece"])
def test_an_id_that_is_none_is_a_page_that_does_not_exist(app, desk, agent, action):
    for bad in ("abc", "0", "99999999999999999999", "77"):
        assert desk(agent).open(f"/console/rattachements/{bad}/{action}").status == 404


def test_an_attachment_without_document_has_none_to_show(app, desk, agent, bound):
    assert desk(agent).open(f"/console/rattachements/{bound().id}/piece").status == 404


def test_each_fact_narrows_the_list(app, desk, agent, supervisor, account, bound, clock):
    first = bound("other")
    clock.shift(timedelta(days=2).total_seconds())
    other = people.staff("agent")
    second = bound("callback", by=other, to=people.active())
    attachments.approve(second, actor=Actor.of_agent(supervisor))
    day = day_of(first.created_at)
    theirs, two = [str(first.id)], [str(second.id)]
    console = desk(supervisor)
    for query, ids in (
        (f"agent={agent.id}", theirs),
        (f"agent={other.id}", two),
        (f"structure={account.company_id}", theirs),
        (f"compte={second.referent_id}", two),
        (f"concession={first.concession_id}", theirs),
        ("controle=a-faire", theirs),
        ("controle=avant", theirs),
        ("controle=fait", two),
        ("controle=apres", []),
        ("controle=echantillon", []),
        ("controle=conteste", []),
        ("controle=sans", []),
        (f"jusqua={day}", theirs),
        (f"depuis={day + timedelta(days=1)}", two),
    ):
        assert console.open(f"/console/rattachements/?{query}").ids == ids, query
    for nonsense in ("agent=0", "agent=x", "structure=x", "controle=rien", "depuis=hier"):
        assert console.open(f"/console/rattachements/?{nonsense}").status == 404


def test_pages_of_a_company_an_account_a_record_and_an_agent_lead_to_their_links(
    app, desk, admin, supervisor, agent, bound
):
    found = bound()
    console = desk(supervisor)
    for address, query in (
        (f"structures/details/?id={found.company_id}", f"structure={found.company_id}"),
        (f"comptes/details/?id={found.referent_id}", f"compte={found.referent_id}"),
        (f"concessions/details/?id={found.concession_id}", f"concession={found.concession_id}"),
    ):
        page = console.open(f"/console/{address}")
        assert page.doc.xpath(f"//main//a[@href='/console/rattachements/?{query}']"), address
    page = desk(admin).open(f"/console/agents/details/?id={agent.id}")
    assert page.doc.xpath(f"//main//a[@href='/console/rattachements/?agent={agent.id}']")


def test_a_file_tells_what_auditors_ask_of_each_link(app, desk, agent, supervisor, account, bound):
    found = bound()
    attachments.contest(found, reason="=SOMME(1)", actor=Actor.of_agent(supervisor))
    attachments.detach(found, reason="Mauvaise structure", actor=Actor.of_agent(people.staff("supervisor")))
    answer = desk(supervisor).client.get("/console/rattachements/export/csv/?preuve=callback")
    head, row = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";")
    cells = dict(zip(head, row, strict=True))
    assert cells["Intitulé"] == found.concession.title and cells["SIRET"] == account.company.siret
    assert (cells["Voie"], cells["Preuve"], cells["Rattaché par"]) == ("Console", "Rappel", agent.name)
    assert cells["Justification"] == JUSTIFICATION and cells["Numéro rappelé"] == "02 35 22 33 44"
    assert cells["Motif de la contestation"] == "'=SOMME(1)" and cells["Contesté par"] == supervisor.name
    assert (cells["État"], cells["Motif de la fin"]) == ("Détaché", "Mauvaise structure")
    page = desk(supervisor).open("/console/rattachements/")
    assert "Mauvaise structure" in page.text, "the list tells the end and its reason"


def test_the_list_counts_all_its_rows_and_an_export_says_how_many_left(app, desk, supervisor, bound):
    for _ in range(3):
        bound()
    page = desk(supervisor).open("/console/rattachements/?preuve=callback")
    assert "3 rattachements sur 3" in page.text.replace("\xa0", " ")
    desk(supervisor).client.get("/console/rattachements/export/xlsx/?preuve=callback")
    (event,) = events("exported")
    assert json.loads(event.detail.after) == {
        "screen": "attachments",
        "format": "xlsx",
        "rows": 3,
        "preuve": "callback",
    }
