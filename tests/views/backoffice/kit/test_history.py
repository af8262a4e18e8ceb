"""Histories: what changed from what to what, page by page, and the way to the trail for who may read it."""

from __future__ import annotations

import pytest

from models import accounts, audit
from models.audit.history import list_about
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from tests.support import people
from views.backoffice.kit import history


@pytest.fixture
def here(account):
    """The detail of an account."""
    return f"/console/comptes/details/?id={account.id}"


def correct(account, agent, **changes):
    actor = Actor.of_agent(agent)
    return accounts.correct(account, version=account.version, actor=actor, **changes)


def moments(page):
    return [" ".join(item.text_content().split()) for item in page.doc.xpath("//*[@id='histoire']//li")]


def test_a_correction_is_told_with_what_was_and_what_is(app, desk, agent, account, here):
    correct(account, agent, job_title="Gérante")
    moment = moments(desk(agent).open(here))[0]
    assert moment.startswith("Compte corrigé") and agent.name in moment
    assert "Fonction avant : Employé après : Gérante" in moment


def test_many_changes_at_once_stay_behind_one_click(app, desk, agent, account, here):
    correct(account, agent, job_title="A", first_name="B", last_name="C", email="d@example.org")
    page = desk(agent).open(here)
    summary = page.doc.xpath("//*[@id='histoire']//details/summary")[0]
    assert summary.text_content().replace("\u00a0", " ") == "4 champs changés"
    assert "d@example.org" in moments(page)[0]


def test_what_is_long_is_cut_and_a_secret_is_not_told(app, desk, agent, account, here):
    with transaction():
        before, after = {"job_title": "x" * 500, "password": "Vieux"}, {"job_title": "", "password": "Neuf"}
        actor = Actor.of_agent(agent)
        audit.record("account-corrected", account, actor=actor, before=before, after=after)
    moment = moments(desk(agent).open(here))[0]
    assert "x" * (history.LONGEST_VALUE - 1) + "…" in moment and "x" * history.LONGEST_VALUE not in moment
    assert "Vieux" not in moment and "Neuf" not in moment


def test_a_long_history_is_told_page_by_page_to_its_beginning(app, desk, agent, account, here):
    with transaction():
        for _ in range(history.SHOWN + 5):
            audit.record("activation-resent", account, actor=Actor.of_agent(agent))
    console = desk(agent)
    page = console.open(here)
    assert len(moments(page)) == history.SHOWN
    older = page.doc.xpath("//*[@id='histoire']//a[text()='Voir les plus anciens']/@href")[0]
    page = console.open(older)
    assert "Compte créé" in moments(page)[-1]
    assert page.doc.xpath("//*[@id='histoire']//a[text()='Revenir aux plus récents']")
    assert not page.doc.xpath("//*[@id='histoire']//a[text()='Voir les plus anciens']")


@pytest.mark.parametrize("place", ["x", "-1", "0", "1,2", "99999999999999999999"])
def test_a_place_that_no_history_gave_does_not_exist(app, desk, agent, here, place):
    assert desk(agent).open(f"{here}&avant={place}").status == 404


def test_the_trail_is_one_click_away_for_who_may_read_it(app, desk, agent, supervisor, account, here):
    event = list_about(("account", [account.id]))[0]
    page = desk(supervisor).open(here)
    links = page.doc.xpath("//*[@id='histoire']//a/@href")
    assert f"/console/journal/?autour=account-{account.id}" in links
    assert f"/console/journal/details/?id={event.sequence}" in links
    assert not desk(agent).open(here).doc.xpath("//*[@id='histoire']//a")


def test_the_trail_shows_what_is_about_a_row_and_what_somebody_did(app, desk, agent, supervisor, account):
    other = people.active()
    correct(account, agent, job_title="Gérante")
    console = desk(supervisor)
    about = console.open(f"/console/journal/?objet=account-{account.id}")
    assert about.ids and "compte n° " in about.text.replace("\u00a0", " ")
    assert set(about.ids).isdisjoint(console.open(f"/console/journal/?objet=account-{other.id}").ids)
    done = console.open(f"/console/journal/?auteur=agent-{agent.id}")
    assert "Compte corrigé" in done.text and len(done.ids) == 1
    for bad in ("account", "account-x", "boat-1", "account-0", "account--1", "account-99999999999999999999"):
        assert console.open(f"/console/journal/?objet={bad}").status == 404
