"""Letters: printed once, followed by reminders, and none to who said stop."""

from __future__ import annotations

import pytest

from models import attachments
from models.concessions import Concession, outreach
from models.concessions.outreach import (
    NothingToPrint,
    OutreachChannel,
    ending,
)
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import Stale
from models.kernel.transactions import transaction
from tests.support.inviting import DAY, POST, again, batch_of, running, tally
from tests.support.records import CODE, actions, by, concession, mails_of, visitor


def test_letters_are_printed_once_and_the_last_print_again(app, agent):
    concession(email="", holder="EAUX", **POST)
    batch = batch_of(agent)
    with pytest.raises(NothingToPrint):
        outreach.print_next(batch, actor=by(agent))
    outreach.confirm(batch, actor=by(agent))
    [paper] = outreach.print_next(batch, actor=by(agent))
    assert paper.address == ["EAUX", "12 rue du Perrey", "76600 LE HAVRE"] and tally(batch) == {"imprimee": 1}
    with pytest.raises(NothingToPrint):
        outreach.print_next(batch, actor=by(agent))
    assert outreach.print_again(batch, actor=by(agent)) == [paper]
    assert actions().count("letter-printed") == 2


def letter(agent):
    """A batch of one letter, which is printed."""
    concession(email="", holder="EAUX", **POST)
    batch = running(agent, channel=OutreachChannel.LETTER)
    assert [paper.reminds for paper in outreach.print_next(batch, actor=by(agent))] == [False]
    return batch


def test_a_letter_is_followed_by_two_that_wait_for_the_printer_after_7_and_21_days(app, agent, clock):
    batch = letter(agent)
    for days, waiting, printed in ((7, "a-imprimer-2", "imprimee-2"), (14, "a-imprimer-3", "imprimee-3")):
        clock.shift(days * DAY - 60)
        assert outreach.send_due() == 0 and waiting not in tally(batch)
        clock.shift(60)
        assert outreach.send_due() == 0 and tally(batch) == {waiting: 1}
        assert again(batch).is_running
        [paper] = outreach.print_next(batch, actor=by(agent))
        assert paper.reminds and tally(batch) == {printed: 1}
        assert outreach.print_again(batch, actor=by(agent)) == [paper]
    clock.shift(60 * DAY)
    outreach.send_due()
    assert (
        tally(batch) == {"imprimee-3": 1} and again(batch).state == "termine" and mails_of("outreach") == []
    )


def test_a_reminder_that_was_printed_late_puts_off_the_next(app, agent, clock):
    batch = letter(agent)
    clock.shift(30 * DAY)
    outreach.send_due()
    outreach.print_next(batch, actor=by(agent))
    outreach.send_due()
    assert tally(batch) == {"imprimee-2": 1}, "not two letters in one day"
    clock.shift(14 * DAY)
    outreach.send_due()
    assert tally(batch) == {"a-imprimer-3": 1}


def test_a_reminder_by_letter_ends_with_a_sign_of_life(app, agent, clock, account):
    batch = letter(agent)
    record = db.session.query(Concession).one()
    attachments.attach(record, account, evidence="code", access_code=CODE, actor=by(agent))
    clock.shift(7 * DAY)
    outreach.send_due()
    assert tally(batch) == {"vie": 1} and again(batch).state == "en-cours"
    outreach.send_due()
    assert again(batch).state == "termine"


def test_first_letters_are_printed_before_reminders_and_in_a_file_of_their_own(app, agent, clock):
    for holder in ("EAUX", "GAZ"):
        concession(email="", holder=holder, **POST)
    batch = running(agent, channel=OutreachChannel.LETTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outreach.printing, "AT_ONCE", 1)
        outreach.print_next(batch, actor=by(agent))
    clock.shift(7 * DAY)
    outreach.send_due()
    assert tally(batch) == {"a-imprimer": 1, "a-imprimer-2": 1}
    printed = [outreach.print_next(batch, actor=by(agent)) for _ in range(2)]
    assert [[paper.reminds for paper in papers] for papers in printed] == [[False], [True]]


@pytest.mark.parametrize("why", ["closed", "stopped"])
def test_nothing_is_printed_again_to_who_said_stop_or_about_what_is_closed(app, agent, why):
    record = concession(email="a@example.org", title="Quai", **POST)
    batch = running(agent, channel=OutreachChannel.LETTER)
    assert len(outreach.print_next(batch, actor=by(agent))) == 1
    if why == "closed":
        with transaction():
            record.closed_at = now()
    else:
        running(agent)
        outreach.send_due()
        outreach.stop(ending.find_by_stop_key(mails_of("outreach")[0].params["stop"]), actor=visitor())
    assert outreach.print_again(batch, actor=by(agent)) == []


@pytest.mark.parametrize(("why", "left"), [("closed", {"vie": 1}), ("stopped", {"arret": 1})])
def test_no_letter_is_printed_to_who_said_stop_or_about_what_is_closed(app, agent, why, left):
    record = concession(email="a@example.org", title="Quai", **POST)
    batch = running(agent, channel=OutreachChannel.LETTER)
    if why == "closed":
        with transaction():
            record.closed_at = now()
    else:
        running(agent)
        outreach.send_due()
        outreach.stop(ending.find_by_stop_key(mails_of("outreach")[0].params["stop"]), actor=visitor())
    assert outreach.print_next(batch, actor=by(agent)) == [] and tally(batch) == left


def test_a_print_that_is_sent_twice_prints_no_other_letters(app, agent, monkeypatch):
    monkeypatch.setattr(outreach.printing, "AT_ONCE", 1)
    for number in range(2):
        concession(email="", holder=f"EAUX {number}", **POST)
    batch = running(agent)
    seen = batch.mark
    first = outreach.print_next(batch, seen=seen, actor=by(agent))
    with pytest.raises(Stale):
        outreach.print_next(batch, seen=seen, actor=by(agent))
    assert outreach.print_again(batch, actor=by(agent)) == first
