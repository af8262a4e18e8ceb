"""A company that closed goes on as another establishment, which its page shows before."""

from __future__ import annotations

import pytest

from models import attachments, companies
from models.companies.directory import Establishment, State
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values.siret import Siret
from tests.support import people
from tests.views.backoffice.conftest import CODE, LHSM

OLD, NEW = Siret("00542002100023"), Siret("00542002100056")
PLACE = {"address": "21 B BOULEVARD DES PRES", "postcode": "80100", "city": "ABBEVILLE"}


@pytest.fixture
def closed(app, record, directory):
    account, held = people.active(company=people.facts(siret=OLD, name="BIQUEZ")), record()
    by = Actor.of_account(account)
    attachments.claim(account, kind="voirie", title=held.title, access_code=CODE, actor=by)
    companies.note_news(account.company, Establishment(OLD, State.CLOSED), actor=people.SYSTEM)
    directory.add(OLD, State.CLOSED)
    return account.company


def address(company, step="succession"):
    return f"/console/structures/{company.id}/{step}"


def words_of(page):
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_shows_both_and_what_follows_and_the_change_is_taken_back(
    app, desk, agent, directory, closed
):
    directory.add(NEW, name="BIQUEZ NOUVEAU", **PLACE)
    console, details = desk(agent), f"/console/structures/details/?id={closed.id}"
    assert console.open(details).doc.xpath(f"//main//a[@href='{address(closed)}']")
    words = words_of(console.open(address(closed)))
    assert "BIQUEZ NOUVEAU, 21 B BOULEVARD DES PRES, 80100 ABBEVILLE" in words
    assert "Aujourd’hui : 005 420 021 00023 – BIQUEZ" in words
    assert "Suivent : 1 compte, 1 concession rattachée et 0 demande" in words
    assert console.send(address(closed), siret=NEW).status == 303
    db.session.refresh(closed)
    assert (closed.siret, closed.name) == (NEW, "BIQUEZ NOUVEAU")
    assert "SIRET changé, avec ce qui en dépend" in words_of(console.open(details))
    assert "Elle redevient : 005 420 021 00023 – BIQUEZ" in words_of(
        console.open(address(closed, "reprendre-siret"))
    )
    assert console.send(address(closed, "reprendre-siret")).status == 303
    db.session.refresh(closed)
    assert (closed.siret, closed.name, closed.directory_state) == (OLD, "BIQUEZ", "closed")


def test_a_siret_that_is_typed_is_shown_before_it_counts(app, desk, agent, directory, closed):
    directory.add(LHSM, name="REPRENEUR", **PLACE)
    console = desk(agent)
    page = console.send(address(closed), other="200 084 952 00015")
    assert page.status == 200 and "REPRENEUR" in page.text and closed.siret == OLD
    typed = {**page.form("reason"), "siret": LHSM}
    page = console.post(address(closed), typed)
    assert page.status == 422 and page.error("reason")
    page = console.post(address(closed), {**typed, "reason": "Reprise au tribunal, jugement reçu."})
    assert page.status == 303
    db.session.refresh(closed)
    assert closed.siret == LHSM


def test_one_that_we_hold_already_is_joined_and_left_again(app, desk, agent, directory, closed):
    directory.add(NEW, name="BIQUEZ NOUVEAU", **PLACE)
    other = people.active(company=people.facts(siret=NEW, name="BIQUEZ NEUVE")).company
    console = desk(agent)
    assert "Déjà chez nous : ce qui dépend de BIQUEZ la rejoint" in words_of(console.open(address(closed)))
    assert console.send(address(closed), siret=NEW).status == 303
    page = console.open(f"/console/structures/details/?id={other.id}")
    assert "SIRET changé, avec ce qui en dépend" in words_of(page)
    question = words_of(console.open(address(closed, "reprendre-siret")))
    assert "Reviennent de BIQUEZ NEUVE : 1 compte, les rattachements et 0 demande" in question
    assert console.send(address(closed, "reprendre-siret")).status == 303
    page = console.open(f"/console/structures/details/?id={closed.id}")
    assert "Revenir sur le changement" not in page.text and "Changer de SIRET" in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"other": "2000849520001"}, "other"), ({"other": LHSM}, "other"), ({}, "siret")],
)
def test_what_is_wrong_is_told_beside_its_field(app, desk, agent, directory, closed, typed, field):
    if not typed:
        assert desk(agent).send(address(closed)).error("other"), "nothing is proposed"
        directory.add(NEW, name="BIQUEZ NOUVEAU", **PLACE)
    page = desk(agent).send(address(closed), **typed)
    assert page.status == 422 and page.error(field)


def test_an_open_company_has_no_such_button(app, desk, agent, account):
    page = desk(agent).open(f"/console/structures/details/?id={account.company_id}")
    assert "Changer de SIRET" not in page.text and "Revenir sur le changement" not in page.text
