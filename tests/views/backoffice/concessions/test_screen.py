"""The screen of concessions: searched, looked at under trace, reopened."""

from __future__ import annotations

import contextlib

import pytest

from models import attachments
from models.audit import AuditEvent
from models.concessions import tries
from models.concessions.access_codes import TitleLock
from models.kernel.actors import Actor
from models.kernel.base import db
from tests.support import people
from tests.views.backoffice.conftest import CODE, JUSTIFICATION, again


def looks(concession):
    db.session.rollback()
    query = db.session.query(AuditEvent).filter_by(action="concession-consulted", subject_id=concession.id)
    return query.count()


def wrong(concession, times):
    """That many wrong codes, by accounts that nobody stops before."""
    for number in range(times):
        account = people.active() if number % 4 == 0 else account  # noqa: F821
        with contextlib.suppress(tries.TryRefused):
            attachments.claim(
                account,
                kind="voirie",
                title=concession.title,
                access_code="9031",
                actor=Actor.of_account(account, ip=f"10.0.0.{number}"),
            )


def held(concession):
    return db.session.get(TitleLock, concession.title_digest, populate_existing=True)


def test_a_fragment_without_accents_finds_the_record(app, desk, agent, record):
    found, _ = record("Réseaux d’Été – Lot 7"), record("Autre chose")
    for typed in (
        "reseaux d'ete",
        "RESEAUX",
        "lot 7",
        found.reference,
        found.siret,
        found.email,
        "0235223344",
        "02 35 22 33 44",
        "+33 2 35 22 33 44",
    ):
        page = desk(agent).client.get("/console/concessions/", query_string={"search": typed})
        assert f'data-id="{found.id}"' in page.text, typed


def test_a_percent_sign_is_a_sign(app, desk, agent, record):
    record()
    assert desk(agent).open("/console/concessions/?search=%25").ids == []


@pytest.mark.parametrize("state", ["free", "attached", "paused", "staff-only", "closed", "arretee"])
def test_the_filter_of_states_shows_what_the_tag_says(app, desk, agent, account, record, state):
    from models.kernel.clock import now

    free, attached, paused = record(), record(), record()
    weak, closed = record(code=None), record(closed_at=now())
    attachments.attach(
        attached, account, evidence="other", justification=JUSTIFICATION, actor=Actor.of_agent(agent)
    )
    wrong(paused, 8)
    rows = {"free": free, "attached": attached, "paused": paused, "staff-only": weak, "closed": closed}
    assert desk(agent).open(f"/console/concessions/?etat={state}").ids == [str(rows.get(state, paused).id)]


@pytest.mark.parametrize("bad", ["etat=nothing", "genre=1", "sort=99", "apres=abc", "page=-1", "flt0_0=BAD"])
def test_what_the_list_never_offers_does_not_exist(app, desk, agent, bad):
    assert desk(agent).open(f"/console/concessions/?{bad}").status == 404


def test_a_look_leaves_one_event_in_a_quarter_of_an_hour(app, desk, agent, supervisor, record, clock):
    concession = record()
    address = f"/console/concessions/details/?id={concession.id}"
    console = desk(agent)
    assert console.open(address).status == 200 and console.open(address).status == 200
    assert looks(concession) == 1
    desk(supervisor).open(address)
    assert looks(concession) == 2
    clock.shift(16 * 60)
    console.open(address)
    assert looks(concession) == 3


def test_the_detail_tells_the_old_record_and_never_the_code(app, desk, agent, record):
    concession = record(holder="Réseaux de l’Estuaire", city="Le Havre", network="Eau")
    page = desk(agent).open(f"/console/concessions/details/?id={concession.id}")
    for words in ("Réseaux de l’Estuaire", "Le Havre", "0235223344", "Personne ne peut le lire"):
        assert words in page.text
    assert CODE not in page.html and (concession.code_hmac or "?") not in page.html


def test_the_detail_says_why_the_portal_refuses(app, desk, agent, record):
    twin, _ = record("Même intitulé"), record("MEME INTITULE")
    assert "même intitulé" in desk(agent).open(f"/console/concessions/details/?id={twin.id}").text
    weak = record(code="1234")
    assert "se devine" in desk(agent).open(f"/console/concessions/details/?id={weak.id}").text
    paused = record()
    wrong(paused, 8)
    assert "En pause" in desk(agent).open(f"/console/concessions/details/?id={paused.id}").text


def test_a_pause_ends_in_lists_that_were_asked_for_before(app, desk, agent, record, clock):
    paused = record()
    wrong(paused, 8)
    lists = {state: f"/console/concessions/?etat={state}" for state in ("paused", "free")}
    assert desk(agent).open(lists["paused"]).ids == [str(paused.id)]
    assert desk(agent).open(lists["free"]).ids == []
    clock.shift(24 * 3600 + 60)
    assert desk(agent).open(lists["paused"]).ids == []
    assert desk(agent).open(lists["free"]).ids == [str(paused.id)]


def test_a_pause_is_lifted_with_a_reason(app, desk, agent, record):
    concession, console = record(), desk(agent)
    wrong(concession, 8)
    assert held(concession).is_paused
    address = f"/console/concessions/{concession.id}/rouvrir"
    page = console.send(address, reason="")
    assert page.status == 422 and page.error("reason") and held(again(concession)).is_paused
    assert console.send(address, reason="La personne a retrouvé son courrier.").status == 303
    assert not held(again(concession)).is_paused
    page = console.send(address, reason="Encore")
    assert page.status == 422 and "ni en pause ni bloquée" in page.text


def test_the_third_reopening_is_a_supervisors(app, desk, agent, supervisor, record):
    from models.kernel.clock import now
    from models.kernel.transactions import transaction

    concession = record()
    with transaction() as session:
        session.add(TitleLock(title_digest=concession.title_digest, failures=16, closures=3, closed_at=now()))
    address = f"/console/concessions/{concession.id}/rouvrir"
    page = desk(agent).send(address, reason="Encore")
    assert page.status == 422 and "superviseur" in page.text
    assert desk(supervisor).send(address, reason="Vu avec la structure").status == 303


def test_administrators_look_and_attach_nothing(app, desk, admin, record):
    concession, console = record(), desk(admin)
    page = console.open(f"/console/concessions/details/?id={concession.id}")
    assert page.status == 200 and not page.doc.xpath("//a[contains(@href, 'rattacher')]")
    for action in ("rattacher", "rouvrir"):
        assert console.open(f"/console/concessions/{concession.id}/{action}").status == 403
