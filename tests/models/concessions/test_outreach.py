"""Outreach: a dry run first, then one mail a day to one address at most, until there is a sign of life."""

from __future__ import annotations

import pytest

from models import attachments
from models.concessions import Concession, outreach
from models.concessions.outreach import (
    BatchElsewhere,
    NothingToPrint,
    Outreach,
    OutreachChannel,
    Standing,
    ending,
)
from models.concessions.outreach.queries import list_contacts
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, Stale
from models.kernel.transactions import transaction
from models.mails import (
    MailOfSeries,
    OutboxEmail,
    check_resend,
    check_resend_anywhere,
    postponed,
    resend,
    sent,
)
from tests.support import people
from tests.support.records import CODE, actions, by, concession, count, mails_of, visitor

POST = {"address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre"}
DAY = 86_400


def batch_of(agent, channel=OutreachChannel.MAIL, filter=""):
    return outreach.create(filter=filter, channel=channel, actor=by(agent))


def running(agent, **how):
    batch = batch_of(agent, **how)
    outreach.confirm(batch, actor=by(agent))
    return batch


def tally(batch):
    return again(batch).tally


def again(batch):
    db.session.rollback()
    return db.session.get(Outreach, batch.id, populate_existing=True)


def to(address):
    return [mail.kind for mail in mails_of(to=address) if mail.kind.startswith("outreach")]


def test_a_dry_run_counts_each_address_once_and_sends_nothing(app, agent):
    concession(email="a@example.org")
    concession(email="A@Example.org", title="Autre")
    concession(email="", **POST)
    concession(email="", address="")
    concession(email="b@example.org", closed=True)
    known = people.active(email="connu@example.org")
    concession(email=known.email)
    batch = batch_of(agent)
    assert batch.state == "a-confirmer" and batch.records == 5
    assert tally(batch) == {"attente": 1, "a-imprimer": 1, "sans-adresse": 1, "vie": 1}
    [contact] = list_contacts(batch, Standing.WAITING)
    assert contact.records == 2
    outreach.send_due()
    assert mails_of("outreach") == [] and actions().count("outreach-created") == 1


def test_all_by_letter_asks_no_mail(app, agent):
    concession(email="a@example.org", **POST)
    concession(email="a@example.org")
    assert tally(batch_of(agent, OutreachChannel.LETTER)) == {"a-imprimer": 1, "sans-adresse": 1}


def test_a_filter_narrows_and_a_long_table_is_walked_in_windows(app, agent, monkeypatch):
    monkeypatch.setattr(outreach.preparing, "WINDOW", 2)
    monkeypatch.setattr(outreach.preparing, "AT_ONCE", 1)
    for number in range(7):
        concession(email=f"{number}@example.org", title=f"Quai {'Sud' if number % 2 else 'Nord'} {number}")
    batch = batch_of(agent, filter="quai súd")
    assert batch.state == "preparation"
    with pytest.raises(BatchElsewhere):
        outreach.confirm(batch, actor=by(agent))
    while outreach.prepare():
        pass
    assert again(batch).state == "a-confirmer" and tally(batch) == {"attente": 3}


def test_who_does_not_answer_is_reminded_at_7_and_21_days_and_then_left(app, agent, clock):
    concession(email="a@example.org")
    batch = running(agent)
    seen = []
    for day in range(24):
        if outreach.send_due():
            seen.append(day)
        clock.shift(DAY)
    assert seen == [0, 7, 21] and to("a@example.org") == [
        "outreach",
        "outreach-reminder",
        "outreach-reminder",
    ]
    assert tally(batch) == {"envoi-3": 1} and again(batch).state == "termine"


def test_one_address_has_one_mail_a_day_over_all_batches(app, agent, clock):
    concession(email="a@example.org", title="Quai Nord")
    first, second = running(agent), running(agent, filter="quai")
    for _ in range(3):
        outreach.send_due()
    assert len(to("a@example.org")) == 1
    clock.shift(DAY + 1)
    outreach.send_due()
    assert len(to("a@example.org")) == 2 and tally(first) == tally(second) == {"envoi-1": 1}


@pytest.mark.parametrize("sign", ["account", "attachment"])
def test_a_sign_of_life_ends_it(app, agent, clock, sign):
    record = concession(email="a@example.org")
    batch = running(agent)
    outreach.send_due()
    if sign == "account":
        people.active(email="a@example.org")
        assert tally(batch) == {"vie": 1}, "told at once"
    else:
        from models import attachments

        someone = people.active()
        attachments.attach(
            record, someone, evidence=attachments.Evidence.CODE, access_code="4827", actor=by(agent)
        )
    clock.shift(8 * DAY)
    outreach.send_due()
    assert tally(batch) == {"vie": 1} and len(to("a@example.org")) == 1


def test_a_word_stops_it_in_every_batch_and_for_good(app, agent, clock):
    concession(email="a@example.org", title="Quai")
    batch, other = running(agent), batch_of(agent, filter="quai")
    outreach.send_due()
    contact = ending.find_by_stop_key(mails_of("outreach")[0].params["stop"])
    for _ in range(2):
        outreach.stop(contact, actor=visitor())
    assert tally(batch) == tally(other) == {"arret": 1} and actions().count("outreach-stopped") == 1
    clock.shift(8 * DAY)
    outreach.send_due()
    assert len(to("a@example.org")) == 1
    assert tally(batch_of(agent)) == tally(batch_of(agent, OutreachChannel.LETTER)) == {"arret": 1}
    assert ending.find_by_stop_key("x" * 32) is None and ending.find_by_stop_key("") is None


def test_a_mail_that_comes_back_ends_it(app, agent, clock):
    concession(email="a@example.org")
    batch = running(agent)
    outreach.send_due()
    postponed(mails_of("outreach")[0], error="no such box", next_at=None)
    assert tally(batch) == {"retour": 1}
    clock.shift(30 * DAY)
    outreach.send_due()
    assert len(to("a@example.org")) == 1


def test_a_paused_batch_sends_nothing_and_goes_on_where_it_stopped(app, agent):
    concession(email="a@example.org")
    batch = running(agent)
    outreach.pause(batch, actor=by(agent))
    assert outreach.send_due() == 0
    outreach.resume(batch, actor=by(agent))
    assert outreach.send_due() == 1 and tally(batch) == {"envoi-1": 1}


def test_a_turn_that_dies_leaves_neither_mail_nor_step(app, agent, monkeypatch):
    concession(email="a@example.org")
    batch = running(agent)
    with monkeypatch.context() as patch:
        patch.setattr(outreach.sending, "_end", lambda *_: None)
        patch.setattr(outreach.sending, "_write", dies_after(outreach.sending._write))
        with pytest.raises(KeyboardInterrupt):
            outreach.send_due()
    assert tally(batch) == {"attente": 1} and count(OutboxEmail) == 0
    assert outreach.send_due() == 1 and outreach.send_due() == 0 and len(to("a@example.org")) == 1


def dies_after(write):
    def killed(*facts):
        write(*facts)
        raise KeyboardInterrupt

    return killed


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


def test_who_stopped_is_known_to_have_wherever_they_stood_then(app, agent):
    concession(email="a@example.org", title="Quai")
    running(agent)
    outreach.send_due()
    contact = ending.find_by_stop_key(mails_of("outreach")[0].params["stop"])
    people.active(email="a@example.org")
    assert not ending.is_stopped(contact)
    outreach.stop(contact, actor=visitor())
    assert ending.is_stopped(contact) and contact.standing == Standing.ALIVE


def test_who_read_an_older_state_decides_nothing_nor_does_who_may_not(app, agent, admin):
    concession(email="a@example.org")
    batch = batch_of(agent)
    with pytest.raises(NotAllowed):
        batch_of(admin)
    for act in (outreach.confirm, outreach.pause, outreach.resume):
        with pytest.raises(NotAllowed if act is outreach.confirm else (NotAllowed, BatchElsewhere)):
            act(batch, actor=by(admin))
    seen = batch.mark
    outreach.confirm(batch, seen=seen, actor=by(agent))
    with pytest.raises(Stale):
        outreach.pause(batch, seen=seen, actor=by(agent))


def test_an_address_that_was_corrected_since_is_not_written_to(app, agent):
    record = concession(email="a@example.org")
    batch = running(agent)
    with transaction():
        record.email = "autre@example.org"
    outreach.send_due()
    assert mails_of("outreach") == [] and tally(batch) == {"vie": 1}


def test_batches_that_wait_keep_no_later_one_from_sending(app, agent, monkeypatch):
    monkeypatch.setattr(outreach.sending, "TURN", 2)
    concession(email="", title="Papier", **POST)
    for _ in range(3):
        running(agent, channel=OutreachChannel.LETTER, filter="papier")
    for number in range(2):
        concession(email=f"{number}@example.org")
        running(agent, filter=f"{number}@example.org")
    assert outreach.send_due() == 2


def test_a_record_that_was_closed_or_corrected_since_is_not_written_about(app, agent):
    records = [concession(email="a@example.org", title=title) for title in ("Quai", "Clos", "Ailleurs")]
    over = concession(email="b@example.org", title="Fini")
    batch = running(agent)
    with transaction():
        records[1].closed_at = over.closed_at = now()
        records[2].email = "autre@example.org"
    assert outreach.send_due() == 1
    [mail] = mails_of("outreach")
    assert (mail.params["titles"], mail.params["count"]) == (["Quai"], 1)
    assert tally(batch) == {"envoi-1": 1, "vie": 1}


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


def test_an_account_that_nobody_activated_silences_no_invitation(app, agent):
    waiting = people.pending(email="a@example.org")
    concession(email=waiting.email)
    running(agent)
    assert outreach.send_due() == 1


def test_staff_resend_no_mail_of_a_batch(app, agent):
    concession(email="a@example.org")
    running(agent)
    outreach.send_due()
    [mail] = mails_of("outreach")
    sent(mail, message_id="<1@example.org>")
    for refused in (check_resend, check_resend_anywhere):
        with pytest.raises(MailOfSeries):
            refused(mail, by(agent))
    with pytest.raises(MailOfSeries):
        resend(mail, actor=by(agent))
