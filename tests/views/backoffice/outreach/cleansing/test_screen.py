"""The queue of contacts that reach nobody: why each is there, corrected one by one or together."""

from __future__ import annotations

import pytest

from models.concessions import cleansing
from models.concessions.cleansing.correcting import find_standing
from models.kernel.base import db
from models.mails import MailState
from tests.support.cleansing import returned
from tests.support.records import actions, concession, count

AT = "/console/relances/a-corriger"
PROOF = {"proof": "call-back", "reference": "Rappel du 1er décembre, numéro du répertoire."}


@pytest.fixture
def flawed(app):
    """Three records, each for its own reason; the mail of the last was refused."""
    records = [
        concession(email="", title="Quai Nord", phone=""),
        concession(email="travaux@agence", title="Quai Sud"),
        concession(email="ancien@example.org", title="Quai Est"),
    ]
    returned(records[-1].email, state=MailState.REFUSED, error="550 5.1.2 domain not found")
    return records


def test_each_says_why_it_is_there_and_the_reasons_narrow_the_list(desk, agent, flawed):
    page = desk(agent).open(f"{AT}/")
    assert set(page.ids) == {str(record.id) for record in flawed}
    for words in ("Ni courriel ni adresse", "Courriel mal formé", "Domaine refusé"):
        assert words in page.text
    assert len(desk(agent).open(f"{AT}/?motif=missing").ids) == 1
    assert len(desk(agent).open(f"{AT}/?search=quai+est").ids) == 1
    assert len(desk(agent).open(f"{AT}/?concession={flawed[0].id}").ids) == 1
    badge = page.doc.xpath(f"//nav[@id='menu']//a[@href='{AT}/']/span")
    assert badge[0].text == "3"


def test_its_page_shows_the_record_and_what_the_server_said_under_trace(desk, agent, flawed):
    page = desk(agent).open(f"{AT}/details/?id={flawed[-1].id}")
    for words in ("ancien@example.org", "550 5.1.2 domain not found", flawed[-1].reference):
        assert words in page.text
    assert "concession-consulted" in actions()


def test_it_is_corrected_with_a_proof_and_leaves_the_queue(desk, agent, flawed):
    here = f"{AT}/{flawed[-1].id}/corriger"
    for missing in ("proof", "reference"):
        typed = {"email": "nouveau@example.org", **PROOF, missing: ""}
        assert desk(agent).send(here, **typed).status == 422
    assert desk(agent).send(here, **PROOF).status == 422
    done = desk(agent).send(here, email="nouveau@example.org", **PROOF)
    assert done.status == 303
    page = done.follow()
    assert "est corrigé" in page.text and str(flawed[-1].id) not in page.ids
    assert find_standing(flawed[-1]).email == "nouveau@example.org"
    assert desk(agent).open(here).status == 404
    history = desk(agent).open(f"/console/concessions/details/?id={flawed[-1].id}")
    assert "Contact de relance corrigé" in history.text


def test_several_of_one_reader_are_tried_dry_and_then_corrected_together(desk, agent, flawed):
    ids = [flawed[0].id, flawed[1].id]
    address = f"{AT}/lot/corriger?" + "&".join(f"id={number}" for number in ids)
    page = desk(agent).open(address)
    assert page.status == 200 and "Quai Nord" in page.text and "travaux@agence" in page.text
    assert count(cleansing.ContactCorrection) == 0
    done = desk(agent).take(address, email="syndic@example.org", **PROOF)
    assert done.status == 303
    db.session.rollback()
    assert {find_standing(record).email for record in flawed[:2]} == {"syndic@example.org"}
    assert len(desk(agent).open(f"{AT}/").ids) == 1


def test_an_administrator_reads_and_corrects_nothing(desk, admin, flawed):
    assert desk(admin).open(f"{AT}/").status == 200
    assert desk(admin).open(f"{AT}/{flawed[0].id}/corriger").status == 403
    assert count(cleansing.ContactCorrection) == 0
