"""One step for several rows: told row by row first, taken row by row after, refused row by row too."""

from __future__ import annotations

import pytest

from models import accounts, cases
from models.cases import CaseKind
from models.kernel.actors import Actor
from tests.support import people
from tests.support.records import events, mails_of
from tests.views.backoffice.conftest import again, lot
from views.backoffice.kit.bulk import pages

ACCOUNTS = "/console/comptes/lot"
WHY = "Fusion des deux structures"


def ask_bulk(step, *rows, **more):
    return lot("comptes", step, *rows, **more)


# -- the list


def test_each_row_has_a_box_named_for_it_and_the_bar_offers_what_the_role_may(app, desk, agent, admin):
    person = people.pending()
    page = desk(agent).open("/console/comptes/")
    (box,) = page.doc.xpath("//tr[@data-id]/td/label/input[@type='checkbox'][@name='id']")
    assert box.get("value") == str(person.id) and box.get("checked") is None
    named = [
        page.doc.get_element_by_id(number).text_content() for number in box.get("aria-labelledby").split()
    ]
    assert named[0] == "Choisir" and named[1].startswith(person.full_name)
    form = page.doc.get_element_by_id("lot")
    assert box in form.iterdescendants()
    assert form.get("method", "get") == "get"
    steps = ("renvoyer", "suspendre", "retablir")
    assert form.xpath(".//button/@formaction") == [f"{ACCOUNTS}/{step}" for step in steps]
    assert desk(admin).open("/console/comptes/").doc.xpath("//input[@type='checkbox'][@name='id']") == []


def test_without_a_script_a_link_chooses_the_page_where_it_stands(app, desk, agent, monkeypatch):
    from views.backoffice.accounts.screen import Accounts

    monkeypatch.setattr(Accounts, "page_size", 2)
    for _ in range(3):
        people.pending()
    console = desk(agent)
    page = console.open("/console/comptes/?etat=pending&_external=1&_scheme=javascript")
    (link,) = page.doc.xpath("//a[@data-choose]/@href")
    assert link.startswith("/console/comptes/?") and "scheme" not in link
    page = console.open(link)
    assert len(page.doc.xpath("//input[@name='id'][@checked]")) == 2
    assert page.doc.xpath("//form[@id='lot']//input[@name='etat']/@value") == ["pending"]
    assert "Les 3 comptes de la liste" in page.text


# -- the page that asks


def test_the_page_names_every_row_with_what_will_happen_or_why_nothing_will(app, desk, agent):
    fits, active, gone = people.pending(), people.active(), 987_654
    page = desk(agent).open(ask_bulk("renvoyer", fits, active, gone))
    assert page.status == 200 and "Renvoyer l’activation à 1 compte ?" in page.text
    assert f"Un nouveau lien part à {fits.email}" in page.text
    assert active.full_name in page.text and "Ce compte est déjà activé" in page.text
    assert "1 ligne introuvable" in page.text
    assert page.chosen == [str(fits.id)]
    assert "Ne rien envoyer" in page.text


def test_the_way_out_leads_back_to_the_same_list(app, desk, agent):
    page = desk(agent).open(ask_bulk("suspendre", people.pending(), search="camille", etat="pending"))
    outs = page.doc.xpath("//a[contains(., 'Les laisser ouverts')]/@href")
    assert outs == ["/console/comptes/?search=camille&etat=pending"]


def test_where_no_row_fits_nothing_can_be_sent(app, desk, agent):
    page = desk(agent).open(ask_bulk("retablir", people.pending()))
    assert page.status == 200 and "Aucune de ces lignes ne s’y prête." in page.text
    assert page.doc.xpath("//main//form[@method='post']") == []


def test_nothing_chosen_leads_back_and_says_how_to_choose(app, desk, agent):
    console = desk(agent)
    page = console.open(f"{ACCOUNTS}/suspendre")
    assert (page.status, page.location) == (303, "/console/comptes/")
    assert "Aucune ligne n’est choisie." in page.follow().text
    token = console.open(ask_bulk("suspendre", people.pending())).token
    page = console.post(f"{ACCOUNTS}/suspendre", {"csrf_token": token, "reason": WHY})
    assert page.status == 303 and "Aucune ligne n’est choisie." in page.follow().text


@pytest.mark.parametrize("bad", ["abc", "1,2", "0", "-1", "9" * 30, ""])
def test_an_id_that_is_none_does_not_exist(app, desk, agent, bad):
    assert desk(agent).open(f"{ACCOUNTS}/suspendre?id={bad}").status == 404


def test_all_that_the_filter_finds_is_frozen_on_the_page(app, desk, agent):
    first, second, other = people.pending(), people.pending(), people.active()
    console = desk(agent)
    # Boxes ticked on the page do not narrow it.
    page = console.open(ask_bulk("suspendre", first, tout=1, etat="pending"))
    assert sorted(page.chosen) == sorted([str(first.id), str(second.id)])
    late = people.pending()
    answer = console.post(
        ask_bulk("suspendre", first, tout=1, etat="pending"),
        {**page.form(), "id": page.chosen, "reason": WHY},
    )
    assert answer.status == 303
    assert [again(account).suspended_at is None for account in (first, second, other, late)] == [
        False,
        False,
        True,
        True,
    ]


def test_too_many_are_cut_on_the_page_and_refused_when_sent(app, desk, agent, monkeypatch):
    monkeypatch.setattr(pages, "LIMIT", 2)
    rows = [people.pending() for _ in range(3)]
    console = desk(agent)
    page = console.open(f"{ACCOUNTS}/suspendre?tout=1")
    assert len(page.chosen) == 2 and "2 lignes au plus à la fois" in page.text
    answer = console.post(
        f"{ACCOUNTS}/suspendre?tout=1", {**page.form(), "id": [row.id for row in rows], "reason": WHY}
    )
    assert answer.status == 422 and "lignes au plus à la fois" in answer.text
    assert len(answer.chosen) == 2 and answer.value("reason") == WHY
    assert all(again(row).suspended_at is None for row in rows)


def test_a_missing_reason_is_asked_again_for_the_same_rows(app, desk, agent):
    person = people.pending()
    page = desk(agent).take(ask_bulk("suspendre", person))
    assert page.status == 422 and "Indiquez le motif" in page.error("reason")
    assert page.chosen == [str(person.id)] and again(person).suspended_at is None


# -- doing it


def test_each_row_takes_the_step_with_its_own_event_and_the_list_counts_them(app, desk, agent):
    rows = [people.pending(), people.active()]
    page = desk(agent).take(ask_bulk("suspendre", *rows, search="camille"), reason=WHY)
    assert (page.status, page.location) == (303, "/console/comptes/?search=camille")
    assert "2 comptes suspendus." in page.follow().text
    assert all(again(row).suspended_reason == WHY for row in rows)
    recorded = events("account-suspended")
    assert {event.subject_id for event in recorded} == {row.id for row in rows}
    assert {(event.actor_id, event.detail.reason) for event in recorded} == {(agent.id, WHY)}


def test_one_refusal_midway_does_not_lose_the_rest_and_is_told_by_name(app, desk, agent):
    rows = [people.active() for _ in range(3)]
    console = desk(agent)
    page = console.open(ask_bulk("suspendre", *rows))
    accounts.suspend(rows[1], reason="Entre-temps", actor=Actor.of_agent(agent))
    answer = console.post(ask_bulk("suspendre", *rows), {**page.form(), "id": page.chosen, "reason": WHY})
    listing = answer.follow()
    assert (answer.status, listing.status) == (303, 200)
    assert "2 comptes suspendus." in listing.text and "1 ligne est restée comme elle était" in listing.text
    (line,) = listing.doc.xpath("//main//ul/li")
    assert rows[1].full_name in line.text_content() and "Ce compte est suspendu." in line.text_content()
    assert again(rows[1]).suspended_reason == "Entre-temps" and again(rows[2]).suspended_reason == WHY
    assert listing.doc.xpath("//main//a[contains(., 'Revenir à la liste')]/@href") == ["/console/comptes/"]
    # It stays for whoever took the step, and is nobody else's.
    assert console.open(answer.location).status == 200
    assert desk(agent).open(answer.location).status == 404


def test_sending_twice_does_it_once(app, desk, agent):
    rows = [people.pending(), people.pending()]
    console, address = desk(agent), ask_bulk("renvoyer", *rows)
    page = console.open(address)
    fields = {**page.form(), "id": page.chosen}
    first, second = console.post(address, fields), console.post(address, fields)
    assert first.location == second.location == "/console/comptes/"
    assert "2 liens d’activation renvoyés." in second.follow().text
    assert len(events("activation-resent")) == 2
    assert all(len(mails_of("activation", to=row.email)) == 2 for row in rows)


def test_a_page_opened_anew_does_it_again(app, desk, agent):
    person, console = people.pending(), desk(agent)
    for _ in range(2):
        assert console.take(ask_bulk("renvoyer", person)).status == 303
    assert len(events("activation-resent")) == 2


def test_restoring_takes_a_reason_and_sends_new_links(app, desk, agent):
    person = people.pending()
    accounts.suspend(person, reason="Doute", actor=Actor.of_agent(agent))
    page = desk(agent).open(ask_bulk("retablir", person))
    assert "avec un nouveau lien d’activation" in page.text
    assert desk(agent).take(ask_bulk("retablir", person), reason="Doute levé").status == 303
    assert again(person).suspended_at is None and len(mails_of("activation", to=person.email)) == 2


def test_cases_are_closed_together_and_a_closed_one_says_so(app, desk, agent):
    rows = [
        cases.open_(CaseKind.HELP, f"Aide {n}", account=people.active(), actor=people.SYSTEM) for n in "12"
    ]
    done = cases.open_(CaseKind.HELP, "Vieux", actor=people.SYSTEM)
    cases.close(done, reason="Fait", actor=Actor.of_agent(agent))
    page = desk(agent).open(lot("dossiers", "clore", *rows, done))
    assert "Clore 2 dossiers ?" in page.text and "Ce dossier est déjà clos." in page.text
    answer = desk(agent).take(lot("dossiers", "clore", *rows, done), reason="Rappelés")
    assert "2 dossiers clos." in answer.follow().text
    assert [again(row).closed_reason for row in (*rows, done)] == ["Rappelés", "Rappelés", "Fait"]


# -- who


def test_another_role_has_no_address_for_it(app, desk, admin):
    person = people.pending()
    console = desk(admin)
    assert console.open(ask_bulk("suspendre", person)).status == 403
    token = console.open(f"/console/comptes/details/?id={person.id}").token
    sent = {"csrf_token": token, "id": person.id, "reason": WHY}
    assert console.post(ask_bulk("suspendre", person), sent).status == 403
    assert again(person).suspended_at is None


def test_without_its_token_a_form_is_refused(app, desk, agent):
    person = people.pending()
    assert desk(agent).post(ask_bulk("suspendre", person), {"id": person.id, "reason": WHY}).status == 400
    assert again(person).suspended_at is None


def test_every_step_of_every_screen_is_whole(app):
    from views.backoffice import SCREENS

    for screen in (candidate for candidate in SCREENS if getattr(candidate, "bulk", ())):
        names = [step.name for step in screen.bulk]
        assert len(names) == len(set(names)), screen
        for step in screen.bulk:
            rule = getattr(screen, f"bulk_{step.name}").access_rule
            assert (rule.permission, rule.fresh) == (step.action.permission, step.action.fresh)
            assert isinstance(step.verb, str), "a step for several rows has one name"
            assert step.verb and step.many.way_out and step.many.consequence and all(step.action.done.many)
            assert hasattr(step.form, "submission"), "sent twice, it would be done twice"
