"""The queue holds whoever cannot be reached, says why, and lets go of whoever can, whatever mended it."""

from __future__ import annotations

import pytest

from models import attachments, concessions
from models.attachments import Evidence
from models.concessions import cleansing, importing
from models.concessions.cleansing import ContactFlaw
from models.concessions.cleansing.correcting import find_standing
from models.concessions.cleansing.reached import list_reached
from models.concessions.importing import Record
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.transactions import transaction
from models.lists import counts
from models.mails import MailState
from models.mails.states import CAPPED_ERROR, LINK_OVER
from tests.support import people
from tests.support.cleansing import corrected, flaw_of, returned
from tests.support.inviting import POST
from tests.support.records import by, concession, count


@pytest.mark.parametrize(
    ("facts", "flaw"),
    [
        ({"email": "a@example.org"}, None),
        ({"email": "", **POST}, None),
        ({"email": "a@example.org", "phone": ""}, None),
        ({"email": ""}, "missing"),
        ({"email": "", "address": "1 quai"}, "missing"),
        ({"email": "travaux@agence"}, "malformed"),
        ({"email": "a b@example.org", **POST}, "malformed"),
        ({"email": "a@example.org", "phone": "+33100"}, "phone"),
        ({"email": "", "phone": "+33100"}, "missing"),
        ({"email": "", "closed": True}, None),
    ],
)
def test_what_a_record_says_tells_whether_anybody_is_reached(app, facts, flaw):
    assert flaw_of(concession(**facts)) == flaw


@pytest.mark.parametrize(
    ("state", "error", "flaw"),
    [
        ("bounced", None, "dead"),
        ("refused", "550 5.1.1 no such user", "dead"),
        ("refused", "550 5.1.2 domain not found", "domain"),
        ("refused", "556 5.1.10 recipient address has null MX", "domain"),
        ("refused", "550 Unknown domain example.org", "domain"),
        ("refused", "not an address: '@' missing", "malformed"),
        ("refused", "ConnectionRefusedError: our own server was down", None),
        ("refused", "451 4.3.0 try later", None),
        ("refused", LINK_OVER, None),
        ("refused", CAPPED_ERROR, None),
        ("sent", None, None),
    ],
)
def test_what_became_of_its_mails_tells_too_and_our_own_troubles_do_not(app, state, error, flaw):
    record = concession(email="ancien@example.org")
    returned(record.email, state=MailState(state), error=error)
    assert flaw_of(record) == flaw


def test_every_record_that_bears_the_address_stands_there_and_leads_to_the_mail(app):
    records = [concession(email="ancien@example.org") for _ in range(2)]
    other = concession(email="autre@example.org")
    mail = returned("ancien@example.org")
    assert [flaw_of(record) for record in (*records, other)] == ["dead", "dead", None]
    assert db.session.get(ContactFlaw, records[0].id).mail_id == mail.id


def test_a_mail_that_arrived_since_takes_it_out_and_a_corrected_address_that_is_dead_puts_it_back(app, agent):
    record = concession(email="ancien@example.org")
    returned(record.email)
    corrected(record, agent, email="nouveau@example.org")
    assert flaw_of(record) is None
    returned("nouveau@example.org")
    assert flaw_of(record) == "dead"
    returned("nouveau@example.org", state=MailState.SENT)
    assert flaw_of(record) is None


def test_a_record_that_is_attached_or_closed_needs_no_contact_and_its_correction_is_over(app, agent, account):
    first, second = (concession(email="") for _ in range(2))
    cleansing.follow_all()
    for record in (first, second):
        corrected(record, agent, phone="02 35 19 45 45")
    assert [flaw_of(record) for record in (first, second)] == ["missing", "missing"]
    attachments.attach(first, account, evidence=Evidence.CODE, access_code="4827", actor=by(agent))
    with transaction():
        second.closed_at = now()
    assert [flaw_of(record) for record in (first, second)] == [None, None]
    assert find_standing(first) is None and find_standing(second) is None
    attachments.detach(
        attachments.current(first),
        reason="Cédée à une autre entreprise.",
        actor=by(people.staff("supervisor")),
    )
    assert flaw_of(first) == "missing"


def test_counts_are_kept_and_the_queue_is_looked_at_in_blocks(app, monkeypatch):
    monkeypatch.setattr("models.concessions.cleansing.following.BLOCK", 2)
    for _ in range(5):
        concession(email="")
    concession(email="x@y")
    assert cleansing.follow(1) == 2 and cleansing.follow_all() == 4
    cells = counts.read(["contact_flaws"])["contact_flaws"]
    assert (cells.count(), cells.count({"flaw": ["missing"]})) == (6, 5)
    assert cleansing.follow_all() == 0 and count(ContactFlaw) == 6


# -- what a newer file does


def line(record, **facts):
    facts = {"title": record.title, "email": record.email, **facts}
    return Record(1, record.reference, "4827", facts)


@pytest.fixture
def mended(app, agent):
    """A record whose dead address was corrected."""
    record = concession(email="ancien@example.org")
    returned(record.email)
    corrected(record, agent, email="nouveau@example.org", phone="02 35 19 45 45")
    return record


def reached(record):
    db.session.expire_all()
    contact = list_reached([db.session.get(concessions.Concession, record.id)])[record.id]
    return contact.email, contact.phone


def test_a_newer_file_that_says_the_same_leaves_a_correction_in_its_place(app, admin, mended):
    importing.take([line(mended, holder="Autre titulaire")], file="f", actor=by(admin))
    assert reached(mended) == ("nouveau@example.org", "+33235194545") and flaw_of(mended) is None


def test_a_newer_file_that_says_something_else_knows_better_fact_by_fact(app, admin, mended):
    importing.take([line(mended, email="portail@example.org")], file="f", actor=by(admin))
    assert reached(mended) == ("portail@example.org", "+33235194545") and flaw_of(mended) is None
    returned("portail@example.org")
    assert flaw_of(mended) == "dead"


def test_a_newer_file_that_mends_a_record_takes_it_out_of_the_queue(app, admin):
    record = concession(email="")
    assert flaw_of(record) == "missing"
    importing.take([line(record, email="portail@example.org")], file="f", actor=by(admin))
    assert flaw_of(record) is None


def test_a_mail_without_an_address_concerns_no_record(app):
    record = concession(email="", **POST)
    mail = returned("x@example.org")
    with transaction():
        mail.to = mail.to_key = ""
        react(DomainEvent.MAIL_RETURNED, mail, True)
    assert flaw_of(record) is None
