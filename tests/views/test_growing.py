"""What a page asks of the database does not grow with what it shows."""

from __future__ import annotations

import pytest

from models.audit import AuditAction, AuditEvent
from models.kernel.base import db
from models.mails import OutboxEmail
from tests.support import people, records
from tests.support.statements.growing import Growing
from tests.support.statements.work import statements_of, watched

pytestmark = pytest.mark.both_engines("each engine has its own statements")

MORE = 7
"""More of each than a card shows, and of the attachment's own events than a page of a history."""

DETAIL = 8
"""Statements of a detail, those of the session and of what stands around it among them."""

CASE = 10
"""A case's page: who else is there, what is typed of it, and what its caller may be asked, besides."""

DAY = 13
"""Statements of the first page and of the review queue with a case, and those like it, beside it."""

CALL = 17
"""Statements of the assisted migration: who is meant, what they hold, what is probably theirs and why, what
staff said of it, the open case with what is typed of a note and what its caller may be asked. Asked: 12."""


def details(world):
    """Every detail of the console, with who looks."""
    mail = db.session.scalar(db.select(OutboxEmail.id).filter_by(account_id=world.account.id).limit(1))
    event = db.select(AuditEvent.sequence).filter_by(action=AuditAction.ATTACHED).limit(1)
    rows = {
        "structures": world.account.company_id,
        "comptes": world.account.id,
        "concessions": world.record.id,
        "rattachements": world.attachment.id,
        "demandes": world.request.id,
        "dossiers": world.case.id,
        "courriels": mail,
        "journal": db.session.scalar(event),
    }
    readers = {f"/console/{screen}/details/?id={number}": world.supervisor for screen, number in rows.items()}
    return {**readers, f"/console/agents/details/?id={world.maker.id}": world.admin}


def pages(world):
    """Every other page that shows rows which belong to a row, with who looks."""
    siret, number = world.facts.siret, world.attachment.id
    staff = [
        "/console/",
        f"/console/migration/?q={siret}",
        f"/console/migration/?q={world.record.title}",
        f"/console/migration/?q={siret}&compte={world.account.id}&concession={world.record.id}",
        "/console/rattachements/controle/",
        f"/console/rattachements/controle/?rattachement={number}",
        f"/console/aller/?q={siret}",
        "/console/aller/?q=bassin&fragment=1",
        "/console/filtres/",
        "/console/pilotage/",
        f"/console/concessions/{world.record.id}/rattacher",
        f"/console/rattachements/{number}/referents",
    ]
    company = [
        "/tableau-de-bord",
        "/demarches/voirie/autorisations",
        f"/demarches/voirie/autorisations/{world.request.reference}",
        "/demarches/voirie/autorisations/nouvelle",
        f"/rattachements/{number}/referents",
        f"/rattachements/{number}/retirer",
        "/rattachements/attestation",
        "/mon-compte",
        "/mon-compte/export",
    ]
    readers = dict.fromkeys(staff, world.supervisor) | dict.fromkeys(company, world.account)
    return {**readers, "/console/#admin": world.admin}


def test_a_page_asks_as_few_statements_however_much_it_shows(app):
    world = Growing()
    before, details_before = pages(world), details(world)
    looks = {address: (address, person) for address, person in {**before, **details_before}.items()}
    few = statements_of(app, looks)
    for _ in range(MORE):
        world.more()
    many = statements_of(app, looks)
    # What was chosen in a call is read by itself once it is not among the first answers any more.
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert {page: counts for page, counts in grown.items() if "&compte=" not in page} == {}
    allowed = {page: CASE if "/dossiers/" in page else DETAIL for page in details_before}
    assert {page: many[page] for page in details_before if many[page] > allowed[page]} == {}
    assert {page: many[page] for page in before if "migration" in page and many[page] > CALL} == {}
    days = ("/console/", "/console/#admin", "/console/rattachements/controle/")
    assert {page: many[page] for page in days if many[page] > DAY} == {}


def test_a_look_that_leaves_its_trace_writes_it_once_and_the_next_one_writes_nothing(app, agent):
    record = records.concession()
    browser, address = people.browser(app, agent), f"/console/concessions/details/?id={record.id}"
    with watched(db.engine) as first:
        browser.get(address)
    with watched(db.engine) as second:
        browser.get(address)
    assert (first.writes, first.commits, second.writes, second.commits) == (2, 1, 0, 0)
    assert second.total <= DETAIL and first.total <= second.total + 9
