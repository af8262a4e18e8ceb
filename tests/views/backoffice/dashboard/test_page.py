"""The console's first page."""

from __future__ import annotations

import pytest

from models import attachments, audit, cases, mails, road_openings
from models.cases import CaseKind
from models.kernel import heartbeats
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.reports import progress
from models.road_openings import RequestState
from tests.support import people, road_works
from tests.support.statements.work import watched
from tests.views.backoffice.conftest import CODE, JUSTIFICATION
from views.backoffice.dashboard import page as dashboard


def stats(page):
    return {a.get("href"): a.xpath("b")[0].text for a in page.doc.xpath("//a[contains(@class, 'b-stat')]")}


def test_an_idle_day_says_so(app, desk, agent):
    page = desk(agent).open("/console/")
    assert page.status == 200 and "Rien ne vous attend" in page.text
    assert page.doc.xpath("//main//form[@action='/console/migration/']//input[@name='q']")


def test_each_count_leads_to_what_it_counts(app, desk, agent, supervisor, account, record):
    cases.open_(CaseKind.HELP, "Perdu", account=account, actor=Actor.of_account(account))
    attachments.attach(
        record(), account, evidence="other", justification=JUSTIFICATION, actor=Actor.of_agent(agent)
    )
    console = desk(supervisor)
    counted = stats(console.open("/console/"))
    assert counted == {"/console/rattachements/controle/": "1", "/console/dossiers/?etat=open": "1"}
    for address, count in counted.items():
        assert len(console.open(address).ids) == int(count)
    assert "/console/rattachements/controle/" not in stats(desk(agent).open("/console/"))


def test_the_cases_that_wait_are_listed(app, desk, agent, account):
    case = cases.open_(CaseKind.HELP, "Perdu", account=account, actor=Actor.of_account(account))
    page = desk(agent).open("/console/")
    assert page.ids == [str(case.id)] and "Perdu" in page.text


def test_every_role_has_its_first_page(app, desk):
    for role in ("agent", "supervisor", "admin"):
        page = desk(people.staff(role)).open("/console/")
        assert page.status == 200
        assert bool(page.doc.xpath("//main//a[@href='/console/comptes/new/']")) == (role != "admin")


# -- the parts of each role


def headings(page):
    return [h.text_content().strip() for h in page.doc.xpath("//main//h2")]


def test_each_role_has_its_own_parts(app, desk):
    common = ["Dossiers sans agent", "Dans l’équipe", "La campagne"]
    own = {
        "agent": {"Mes rattachements en attente"},
        "supervisor": {"À contrôler"},
        "admin": {"Courriels pas arrivés", "L’installation"},
    }
    for role, parts in own.items():
        shown = set(headings(desk(people.staff(role)).open("/console/")))
        assert parts <= shown and set(common) <= shown
        assert not shown & set().union(*(other for name, other in own.items() if name != role))


def test_an_agent_finds_what_waits_for_a_decision_on_their_own_attachments(app, desk, agent, account, record):
    theirs, mine = people.staff("agent"), Actor.of_agent(agent)
    facts = {"evidence": "other", "justification": JUSTIFICATION}
    made = attachments.attach(record("Quai Frissard"), account, **facts, actor=mine)
    attachments.attach(record("Rue Bellot"), account, **facts, actor=Actor.of_agent(theirs))
    page = desk(agent).open("/console/")
    [row] = page.doc.xpath("//section[@aria-labelledby='t-miens']//tbody/tr")
    assert row.get("data-id") == str(made.id) and "Expire dans" in row.text_content()
    assert "Quai Frissard" in row.text_content()


def test_a_supervisor_finds_the_queue_with_its_countdowns_and_goes_straight_to_one(
    app, desk, agent, supervisor, account, record
):
    made = attachments.attach(
        record(), account, evidence="other", justification=JUSTIFICATION, actor=Actor.of_agent(agent)
    )
    page = desk(supervisor).open("/console/")
    [row] = page.doc.xpath("//section[@aria-labelledby='t-controle']//tbody/tr")
    assert "Expire dans" in row.text_content()
    assert row.xpath(".//a/@href") == [f"/console/rattachements/controle/?rattachement={made.id}"]


def test_an_administrator_sees_who_is_there_what_works_and_what_did_not_arrive(app, desk, admin, agent):
    with transaction():
        mail = mails.notify(MailKind.PASSWORD_CHANGED, "perdu@example.org")
    mails.postponed(mail, error="550 inconnu", next_at=None)
    page = desk(admin).open("/console/")
    assert "perdu@example.org" in page.text and "2 actifs" in page.text and "arrêté" in page.text
    heartbeats.beat("worker")
    assert "au travail, vu à l’instant" in desk(admin).open("/console/").text


# -- the campaign


def test_the_campaign_tells_how_far_it_is_in_words_beside_its_bars(app, desk, agent, account, record):
    for _ in range(3):
        kept = record()
    road_works.concession("eau")
    attachments.attach(kept, account, evidence="code", access_code=CODE, actor=Actor.of_agent(agent))
    db.session.rollback()
    progress.count()
    page = desk(agent).open("/console/")
    card = page.doc.xpath("//section[@aria-labelledby='t-campagne']")[0]
    words = " ".join(card.text_content().split())
    assert "25 % des concessions rattachées, 1 sur 4" in words and "il reste 3 semaines" in words
    bars = [(b.get("aria-label"), b.get("value"), b.get("max")) for b in card.xpath(".//progress")]
    assert [(" ".join(label.split()), value, maximum) for label, value, maximum in bars] == [
        ("Concessions rattachées : 1 sur 4", "1", "4"),
        ("Voirie : 1 sur 3", "1", "3"),
        ("Eau : 0 sur 1", "0", "1"),
    ]


def test_a_bar_opens_what_is_left_of_its_kind_and_nothing_that_is_closed(app, desk, agent, account, record):
    attachments.attach(record(), account, evidence="code", access_code=CODE, actor=Actor.of_agent(agent))
    record(), record(closed_at=now()), road_works.concession("eau")
    db.session.rollback()
    progress.count()
    console = desk(agent)
    [bar] = console.open("/console/").doc.xpath("//ul[contains(@class, 'b-shares')]//a[.='Voirie']/@href")
    assert len(console.open(bar).ids) == 1


def test_a_campaign_without_records_says_where_they_come_from(app, desk, agent):
    page = desk(agent).open("/console/")
    assert "Les concessions de l’ancien portail s’importent" in page.text
    assert not page.doc.xpath("//progress")


# -- the team


def feed(page):
    lines = page.doc.xpath("//section[@aria-labelledby='t-equipe']//li/p[1]")
    return [" ".join(line.text_content().split()) for line in lines]


def test_the_team_sees_what_was_done_like_things_together_and_nothing_private(
    app, desk, agent, supervisor, account, record
):
    by = Actor.of_agent(agent)
    records = [record(f"Lot {n}") for n in range(3)]
    for each in records:
        attachments.attach(each, account, evidence="code", access_code=CODE, actor=by)
    road_works.drafted(account, road_works.held(account))
    desk(supervisor).open(f"/console/concessions/details/?id={records[0].id}")
    shown = feed(desk(agent).open("/console/"))
    assert shown[1] == f"Rattachée : Lot 2 – {account.company.name} et 2 autres"
    assert len([line for line in shown if line.startswith("Rattachée")]) == 2
    assert not [line for line in shown if "consulté" in line or "OV-" in line or "Connexion" in line]


def test_a_filed_request_is_told_and_an_abandoned_draft_is_its_companys_own(app, desk, agent, account):
    held = road_works.held(account)
    dropped, filed = road_works.drafted(account, held), road_works.filed(account, held)
    road_openings.move(dropped, RequestState.WITHDRAWN, actor=Actor.of_account(account))
    page = desk(agent).open("/console/")
    assert f"Demande déposée : {filed.reference}" in feed(page) and dropped.reference not in page.text
    road_openings.move(filed, RequestState.EXAMINED, actor=Actor.of_agent(agent))
    assert feed(desk(agent).open("/console/"))[0] == f"Demande en instruction : {filed.reference}"


def test_the_trail_is_read_no_further_than_what_is_shown(app, desk, agent, account, monkeypatch):
    monkeypatch.setattr(audit.history.list_lately, "__kwdefaults__", {"among": 1})
    page = desk(agent).open("/console/")
    assert len(feed(page)) <= 1


@pytest.mark.both_engines("each engine has its own statements")
@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_the_page_asks_as_much_of_the_database_however_much_there_is(app, desk, account, record, role):
    console, by = desk(people.staff(role)), Actor.of_agent(people.staff("agent"))
    facts = {"evidence": "other", "justification": JUSTIFICATION}

    def work():
        with watched(db.engine) as done:
            assert console.open("/console/").status == 200
        return done.reads

    def busy_day():
        for _ in range(4):
            attachments.attach(record(), people.active(), **facts, actor=by)
            case = CaseKind.HELP, "Perdu"
            cases.open_(*case, account=account, actor=Actor.of_account(account))

    busy_day()
    few = work()
    busy_day()
    assert work() <= few <= 40


def test_a_long_queue_is_told_whole_since_nobody_need_count_it(
    app, desk, agent, supervisor, account, record, monkeypatch
):
    monkeypatch.setattr(dashboard, "CAP", 2)
    for _ in range(3):
        facts = {"evidence": "other", "justification": JUSTIFICATION}
        attachments.attach(record(), account, **facts, actor=Actor.of_agent(agent))
    text = desk(supervisor).open("/console/").doc.xpath("//a[contains(@class, 'b-stat')]")[0].text_content()
    assert " ".join(text.split()) == "3rattachements à contrôler"


def test_what_a_supervisor_attached_is_not_among_what_is_to_be_decided(
    app, desk, supervisor, account, record
):
    facts = {"evidence": "other", "justification": JUSTIFICATION}
    attachments.attach(record(), account, **facts, actor=Actor.of_agent(supervisor))
    page = desk(supervisor).open("/console/")
    assert not page.doc.xpath("//section[@aria-labelledby='t-controle']//tbody/tr")
    assert "Personne ne contrôle son propre travail" in page.text
