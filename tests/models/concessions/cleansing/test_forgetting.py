"""What staff noted of somebody's address goes with their account and with time, and is told to them."""

from __future__ import annotations

import pytest

from models import accounts
from models.concessions import cleansing
from models.concessions.cleansing import ContactCorrection
from models.concessions.cleansing.correcting import find_standing
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.reports import personal_data
from models.storage import retention
from models.values.days import years_before
from tests.support import people
from tests.support.cleansing import HOW, corrected, flaw_of
from tests.support.records import concession, of

FACTS = ("email", "email_key", "phone", "address", "reference", "was_email", "was_phone")


@pytest.fixture
def noted(app, agent):
    """A correction that bears the address of somebody who has an account."""
    record = concession(email="")
    cleansing.follow_all()
    return corrected(record, agent, email="connu@example.org", phone="02 35 19 45 45")


def test_it_goes_with_the_account_of_who_proved_the_address(app, noted):
    person = people.active(email="connu@example.org")
    accounts.erase(person, reason="À sa demande.", actor=of(person))
    kept = db.session.get(ContactCorrection, noted.id, populate_existing=True)
    assert [getattr(kept, name) for name in FACTS] == [""] * len(FACTS)
    assert kept.forgotten_at is not None and kept.ended_at is not None
    assert flaw_of(kept.concession) == "missing"


def test_whoever_merely_typed_the_address_takes_nothing_along(app, noted):
    stranger = people.pending(email="connu@example.org")
    accounts.lapse(stranger, actor=people.SYSTEM)
    assert find_standing(noted.concession).email == "connu@example.org"


def test_it_is_emptied_a_year_after_its_end_and_not_before(app, noted):
    with transaction():
        noted.concession.closed_at = now()
    cleansing.follow_all()
    assert cleansing.forget_before(years_before(now(), 1)) == 0
    with transaction():
        noted.ended_at = years_before(now(), 2)
    assert retention.letters() == 1 and cleansing.forget_before(now()) == 0
    kept = db.session.get(ContactCorrection, noted.id, populate_existing=True)
    assert kept.email == kept.reference == "" and kept.proof == HOW["proof"]


def test_its_person_reads_it_in_their_copy_and_a_stranger_does_not(app, noted):
    person = people.active(email="connu@example.org")
    held = personal_data.export(person, actor=of(person))
    assert [each.id for each in held.corrections] == [noted.id]
    other = people.active()
    assert personal_data.export(other, actor=of(other)).corrections == []
