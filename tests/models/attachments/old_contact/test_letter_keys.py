"""A key goes by post to the old record's address; its tries count with those of codes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import attachments
from models.attachments import Attachment
from models.attachments.old_contact import KeyMalformed, KeyRefused, ask_letter, claim_by_key
from models.attachments.old_contact.letter_keys import ALPHABET, signs_of
from models.attachments.old_contact.limits import LETTERS_PER_RECORD
from models.attachments.old_contact.printing import NoLetterWaits, count_to_print, print_again, print_next
from models.attachments.old_contact.tables import LetterKey
from models.concessions.tries import TryRefused
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, by, concession, count, events, of

PLACE = {"address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre", "holder": "Ancien titulaire"}


def ask(account, record):
    ask_letter(account, kind="voirie", title=record.title, actor=of(account, ip="192.0.2.7"))


def typed(account, record, key):
    return claim_by_key(account, kind="voirie", title=record.title, key=key, actor=of(account))


def test_the_key_is_printed_posted_typed_and_proves_the_record_at_once(app, account, agent):
    record = concession(**PLACE)
    ask(account, record)
    assert count_to_print() == 1
    (letter,) = print_next(actor=by(agent))
    assert letter.address == ["Ancien titulaire", "12 rue du Perrey", "76600 LE HAVRE"]
    assert letter.title == record.title and len(letter.key.replace(" ", "")) == 8
    made = typed(account, record, f" {letter.key.lower()} ")
    assert (made.evidence, made.channel) == ("letter", "portal") and made.effective_at is not None
    with pytest.raises(KeyRefused):
        typed(account, record, letter.key)
    assert count(Attachment) == 1 and count_to_print() == 0


def test_a_key_lives_21_days_from_its_printing(app, account, agent, clock):
    record = concession(**PLACE)
    ask(account, record)
    clock.shift(timedelta(days=4))
    (letter,) = print_next(actor=by(agent))
    clock.shift(timedelta(days=21, seconds=1))
    with pytest.raises(KeyRefused):
        typed(account, record, letter.key)


def test_a_key_opens_before_no_print_for_nobody_else_and_no_other_record(app, account, agent):
    record, other = concession(**PLACE), concession(**PLACE)
    ask(account, record)
    key = signs_of(db.session.scalars(select(LetterKey)).one().seed)
    with pytest.raises(KeyRefused):
        typed(account, record, key)
    print_next(actor=by(agent))
    for who, what in ((people.active(), record), (account, other)):
        with pytest.raises(KeyRefused):
            typed(who, what, key)
    assert typed(account, record, key).concession_id == record.id


def test_a_second_asking_ends_the_first_key(app, account, agent):
    record = concession(**PLACE)
    ask(account, record)
    (first,) = print_next(actor=by(agent))
    ask(account, record)
    with pytest.raises(KeyRefused):
        typed(account, record, first.key)
    (second,) = print_next(actor=by(agent))
    assert second.key != first.key and typed(account, record, second.key)


def test_wrong_keys_are_counted_with_wrong_codes(app, account, agent):
    record = concession(**PLACE, tallied=True)
    ask(account, record)
    (letter,) = print_next(actor=by(agent))
    for _ in range(3):
        with pytest.raises(KeyRefused):
            typed(account, record, "AAAAAAAA")
    for _ in range(2):
        with pytest.raises(TryRefused):
            attachments.claim(
                account, kind="voirie", title=record.title, access_code="4829", actor=of(account)
            )
    with pytest.raises(KeyRefused):
        typed(account, record, letter.key)  # the sixth, though it is right
    assert len(events("code-refused")) >= 5


@pytest.mark.parametrize("missing", ["address", "postcode", "city"])
def test_a_record_without_a_whole_address_gets_no_letter_and_the_same_answer(app, account, missing):
    ask(account, concession(**PLACE | {missing: ""}))
    assert count(LetterKey) == 0 and len(events("proof-asked")) == 1


def test_one_address_is_sent_three_letters_a_week_by_all_who_ask(app, account):
    record = concession(**PLACE)
    for whoever in (account, *(people.active() for _ in range(LETTERS_PER_RECORD))):
        ask(whoever, record)
    assert count(LetterKey) == LETTERS_PER_RECORD


def test_what_is_held_or_without_address_by_now_is_not_printed(app, account, agent):
    taken, emptied = concession(**PLACE, tallied=True), concession(**PLACE)
    ask(account, taken)
    ask(account, emptied)
    attachments.claim(account, kind="voirie", title=taken.title, access_code=CODE, actor=of(account))
    with transaction():
        emptied.address = ""
    assert print_next(actor=by(agent)) == []
    with pytest.raises(NoLetterWaits):
        print_next(actor=by(agent))


def test_the_last_letters_print_again_with_the_same_keys(app, account, agent, clock):
    records = [concession(**PLACE) for _ in range(2)]
    with pytest.raises(NoLetterWaits):
        print_again(actor=by(agent))
    for record in records:
        ask(account, record)
        clock.shift(timedelta(days=1))
        printed = print_next(actor=by(agent))
    assert print_again(actor=by(agent)) == printed and printed[0].title == records[1].title


def test_only_staff_who_run_batches_print(app, account, admin):
    ask(account, concession(**PLACE))
    with pytest.raises(NotAllowed):
        print_next(actor=by(admin))
    assert len(events("letter-printed")) == 0


def test_keys_are_eight_signs_that_nobody_mistakes():
    keys_ = {signs_of(str(number)) for number in range(200)}
    assert len(keys_) == 200 and set("".join(keys_)) <= set(ALPHABET)
    assert not set("IO01") & set(ALPHABET) and len(ALPHABET) == 32


@pytest.mark.parametrize("key", ["", "ABCDEFG", "ABCDEFGHJ", "ABCDEFG0", "ÀBCDEFGH"])
def test_what_has_not_the_form_of_a_key_costs_no_try(app, account, key):
    record = concession(**PLACE)
    with pytest.raises(KeyMalformed):
        typed(account, record, key)
    assert count(Attempt) == 0 and events("code-refused") == []
