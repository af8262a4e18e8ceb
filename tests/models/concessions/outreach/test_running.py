"""Outreach: a dry run first, then one mail a day to one address at most, until there is a sign of life."""

from __future__ import annotations

import pytest

from models.concessions import outreach
from models.concessions.outreach import (
    BatchElsewhere,
    OutreachChannel,
    Standing,
    ending,
)
from models.concessions.outreach.queries import list_contacts
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
from tests.support.inviting import DAY, POST, again, batch_of, running, tally
from tests.support.records import actions, by, concession, count, mails_of, visitor


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
