"""The screen of pro accounts: created for a caller, corrected, suspended, restored."""

from __future__ import annotations

import pytest

from models import accounts
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people
from tests.views.backoffice.conftest import again


@pytest.mark.parametrize("needle", ["identifier", "name", "email", "siret", "company"])
def test_the_list_is_searched_by_what_a_caller_says(app, desk, agent, account, needle):
    typed = {
        "identifier": account.identifier,
        "name": account.last_name.upper(),
        "email": account.email,
        "siret": account.company.siret,
        "company": account.company.name.lower(),
    }[needle]
    page = desk(agent).client.get("/console/comptes/", query_string={"search": typed})
    assert f'data-id="{account.id}"' in page.text


@pytest.mark.parametrize("state", ["pending", "link-expired", "active", "suspended", "erased"])
def test_the_filter_of_states_shows_what_the_tag_says(app, desk, agent, account, state):
    waiting = people.pending()
    closed = people.active()
    accounts.suspend(closed, reason="Départ", actor=Actor.of_agent(agent))
    expected = {"pending": waiting, "active": account, "suspended": closed}.get(state)
    page = desk(agent).open(f"/console/comptes/?etat={state}")
    assert page.ids == ([str(expected.id)] if expected else [])


@pytest.mark.both_engines("each engine has its own largest number")
@pytest.mark.parametrize("bad", ["abc", "0", "-1", "99999999999999999999", "1,2", "", "4242"])
def test_an_id_that_is_none_is_a_page_that_does_not_exist(app, desk, agent, bad):
    console = desk(agent)
    assert console.open(f"/console/comptes/details/?id={bad}").status == 404
    assert console.open(f"/console/comptes/edit/?id={bad}").status == 404
    if bad:
        assert console.open(f"/console/comptes/{bad}/suspendre").status == 404


def test_a_correction_is_kept_and_told_in_the_history(app, desk, agent, account):
    console = desk(agent)
    page = console.send(f"/console/comptes/edit/?id={account.id}", job_title="Gérante")
    assert page.status == 303
    assert again(account).job_title == "Gérante"
    page = page.follow()
    assert "Compte corrigé" in page.text and agent.name in page.text


def test_two_corrections_at_once_are_shown_side_by_side(app, desk, agent, account):
    console, address = desk(agent), f"/console/comptes/edit/?id={account.id}"
    typed = {**console.open(address).form(), "job_title": "Directrice"}
    desk(agent).send(address, job_title="Gérante")
    page = console.post(address, typed)
    assert page.status == 422
    assert "a modifié cette fiche pendant que vous écriviez" in page.text and "Gérante" in page.text
    assert page.value("job_title") == "Directrice"
    assert again(account).job_title == "Gérante"
    page = console.post(address, {**page.form(), "job_title": "Directrice"})
    assert page.status == 303 and again(account).job_title == "Directrice"


def test_a_correction_of_an_address_without_sense_is_refused(app, desk, agent, account):
    page = desk(agent).send(f"/console/comptes/edit/?id={account.id}", email="nowhere")
    assert page.status == 422 and page.error("email") and page.value("email") == "nowhere"


def test_a_suspension_wants_a_reason_and_is_lifted_with_another(app, desk, agent, account):
    console, base = desk(agent), f"/console/comptes/{account.id}"
    page = console.send(f"{base}/suspendre", reason=" ")
    assert page.status == 422 and page.error("reason") and again(account).is_active
    assert console.send(f"{base}/suspendre", reason="Départ").status == 303
    assert not again(account).is_active
    assert console.send(f"{base}/suspendre", reason="Départ").status == 422
    assert console.send(f"{base}/retablir", reason="Erreur").status == 303
    assert again(account).is_active
    page = console.open(f"/console/comptes/details/?id={account.id}")
    assert "Départ" in page.text and "Erreur" in page.text


def test_the_activation_is_sent_again_only_while_it_is_awaited(app, desk, agent, account):
    waiting, console = people.pending(), desk(agent)
    secret = people.activation_secret(waiting)
    assert console.send(f"/console/comptes/{waiting.id}/renvoyer").status == 303
    db.session.rollback()
    assert people.activation_secret(waiting) != secret, "the earlier link is dead"
    page = console.send(f"/console/comptes/{account.id}/renvoyer")
    assert page.status == 422 and "déjà activé" in page.text


def test_a_question_writes_nothing(app, desk, agent, account):
    desk(agent).open(f"/console/comptes/{account.id}/suspendre")
    assert again(account).is_active


def test_a_name_is_never_markup(app, desk, agent):
    account = people.active()
    with transaction():  # kept from before names were asked to be names
        account.first_name, account.last_name = "<b>", 'O\'Brien & "Fils"'
    page = desk(agent).open(f"/console/comptes/details/?id={account.id}")
    assert '<b> O\'Brien & "Fils"' in page.text
