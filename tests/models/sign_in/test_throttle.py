"""Sign-in throttles: counted before the check, doubled, forgotten, told to the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from models import accounts, staff
from models.kernel.access import throttling
from models.kernel.access.throttling import Attempt, Delay
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.sign_in import throttle
from models.sign_in.throttle import SignInRefused
from models.values import passwords
from tests.support import people
from tests.support.records import actions, count, events, mails_of, visitor

RIGHT = people.PRO_PASSWORD


def fail(identifier, times=1, ip="192.0.2.1"):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            accounts.sign_in(identifier, "Ce-n’est-pas-le-bon-12", actor=visitor(ip))


def refused(identifier, password=RIGHT, ip="192.0.2.1"):
    try:
        accounts.sign_in(identifier, password, actor=visitor(ip))
    except SignInRefused:
        return True
    return False


def test_the_right_password_opens_and_leaves_an_event_in_the_persons_name(app, account):
    signed = accounts.sign_in(f"  {account.identifier.upper()} ", RIGHT, actor=visitor("192.0.2.7"))
    assert signed.id == account.id and signed.last_seen_at is not None
    event = events("signed-in")[0]
    assert (event.actor_kind, event.actor_id, event.detail.ip) == ("account", account.id, "192.0.2.7")


def test_four_failures_cost_nothing(app, account, clock):
    fail(account.identifier, 4)
    assert not refused(account.identifier)


def test_the_fifth_failure_costs_a_minute_during_which_the_right_password_is_refused(app, account, clock):
    fail(account.identifier, 5)
    assert refused(account.identifier)
    clock.shift(timedelta(seconds=59))
    assert refused(account.identifier)
    clock.shift(timedelta(seconds=2))
    assert not refused(account.identifier)


def test_the_right_password_at_the_fifth_try_opens(app, account, clock):
    fail(account.identifier, 4)
    assert not refused(account.identifier)
    fail(account.identifier, 4)
    assert not refused(account.identifier)


def test_each_further_failure_doubles_the_wait_to_an_hour(app, account, clock):
    clock.move_to(now(), tick=False)
    fail(account.identifier, 5)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        clock.shift(timedelta(minutes=minutes) - timedelta(seconds=1))
        assert refused(account.identifier)
        clock.shift(timedelta(seconds=1))
        fail(account.identifier)


def test_tries_during_a_wait_do_not_lengthen_it(app, account, clock):
    fail(account.identifier, 5)
    for _ in range(20):
        assert refused(account.identifier)
    clock.shift(timedelta(seconds=61))
    assert not refused(account.identifier)


def test_success_forgets_the_failures_before_it_and_says_how_many_there_were(app, account, clock):
    fail(account.identifier, 3)
    assert not refused(account.identifier)
    assert '"failures_before": 3' in events("signed-in")[0].detail.after
    fail(account.identifier, 4)
    assert not refused(account.identifier)


def test_a_day_without_a_try_forgets_the_failures(app, account, clock):
    fail(account.identifier, 4)
    clock.shift(timedelta(hours=25))
    fail(account.identifier, 4)
    assert not refused(account.identifier)


def test_an_unknown_identifier_waits_like_a_known_one(app, clock):
    fail("pro.personne.inconnue", 6)
    assert count(Delay, Delay.failures == 5) == 1


def test_sixty_failures_from_one_address_close_it_for_the_hour(app, account, clock):
    for number in range(60):
        fail(f"pro.personne.n{number}", ip="198.51.100.1")
    assert refused(account.identifier, ip="198.51.100.1")
    assert not refused(account.identifier, ip="198.51.100.2")
    clock.shift(timedelta(minutes=61))
    assert not refused(account.identifier, ip="198.51.100.1")


def test_successes_from_one_address_are_not_counted(app, account):
    for _ in range(65):
        assert not refused(account.identifier, ip="198.51.100.1")
    assert count(Attempt) == 0


def test_the_first_and_fifth_failure_are_told_and_the_owner_is_written_to_once(app, account, clock):
    fail(account.identifier, 5)
    clock.shift(timedelta(minutes=2))
    fail(account.identifier)
    recorded = [event.detail.after for event in events("sign-in-failed")]
    assert recorded == ['{"failures": 1}', '{"failures": 5}']
    assert [mail.to for mail in mails_of("sign-in-failures")] == [account.email]


def test_unknown_wrong_pending_suspended_and_erased_have_one_answer(app, account, agent):
    pending, suspended, erased = people.pending(), people.active(), people.active()
    accounts.suspend(suspended, reason="Doute", actor=people.SYSTEM)
    identifier = erased.identifier
    accounts.erase(erased, reason="Demande", actor=people.SYSTEM)
    for name in (
        "pro.x.y",
        pending.identifier,
        suspended.identifier,
        identifier,
        erased.identifier,
        "",
        "é\x7f",
    ):
        with pytest.raises(SignInRefused) as answer:
            accounts.sign_in(name, RIGHT, actor=visitor())
        assert answer.value.facts == {}
    with pytest.raises(SignInRefused) as answer:
        accounts.sign_in(account.identifier, "faux", actor=visitor())
    assert answer.value.facts == {}


def test_whoever_it_is_one_password_is_verified(app, account, monkeypatch):
    seen = []
    verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda *values: seen.append(1) or verify(*values))
    suspended = people.active()
    accounts.suspend(suspended, reason="Doute", actor=people.SYSTEM)
    for name in ("pro.x.y", account.identifier, people.pending().identifier, suspended.identifier):
        seen.clear()
        fail(name)
        assert len(seen) == 1


def test_a_try_is_counted_and_committed_before_the_password_is_looked_at(app, account, monkeypatch):
    counted = []

    def look(*_):
        counted.append(count(Attempt))
        return False

    monkeypatch.setattr(passwords, "verify", look)
    fail(account.identifier)
    assert counted == [1]


def test_a_try_is_never_counted_inside_another_transaction(app):
    with transaction(), pytest.raises(RuntimeError):
        throttle.spend("account", "pro.x.y", ip=None)


def test_an_account_suspended_while_its_password_is_being_checked_stays_out(app, account, monkeypatch):
    verify = passwords.verify

    def slow(kept, password):
        answer = verify(kept, password)
        accounts.suspend(account, reason="À l’instant", actor=people.SYSTEM)
        return answer

    monkeypatch.setattr(passwords, "verify", slow)
    assert refused(account.identifier)
    assert "signed-in" not in actions()


def test_a_password_replaced_while_the_old_one_is_being_checked_stays_out(app, account, monkeypatch):
    verify = passwords.verify

    def slow(kept, password):
        answer = verify(kept, password)
        with transaction():
            account.password_hash = "$argon2id$another"
        return answer

    monkeypatch.setattr(passwords, "verify", slow)
    assert refused(account.identifier)


def test_staff_wait_apart_from_companies(app, agent):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            staff.sign_in(agent.email, "non", actor=visitor())
    with pytest.raises(SignInRefused):
        staff.sign_in(agent.email, people.STAFF_PASSWORD, actor=visitor())
    assert [mail.to for mail in mails_of("sign-in-failures")] == [agent.email]


def test_old_tries_are_swept(app, account, clock):
    fail(account.identifier, 2)
    clock.shift(throttling.KEPT + timedelta(days=1))
    assert throttling.sweep() == 3, "the tries and the wait that they brought"


def test_known_or_not_a_failure_commits_as_often(app, account, agent):
    commits, session = [], db.session()

    def committed(_):
        commits.append(1)

    event.listen(session, "after_commit", committed)
    try:
        for sign_in, known, unknown in (
            (accounts.sign_in, account.identifier, "pro.x.y"),
            (staff.sign_in, agent.email, "x@example.org"),
        ):
            counted = []
            for name in (known, unknown):
                commits.clear()
                for _ in range(5):
                    with pytest.raises(SignInRefused):
                        sign_in(name, "Ce-n’est-pas-le-bon-12", actor=visitor())
                counted.append(len(commits))
            assert counted[0] == counted[1] == 7
    finally:
        event.remove(session, "after_commit", committed)


def test_a_source_that_has_had_its_most_costs_neither_a_hash_nor_a_row(app, account, monkeypatch):
    monkeypatch.setattr(throttle, "PER_ADDRESS", 2)
    for number in range(2):
        assert refused(f"pro.nobody{number}", "x")
    rows, hashed = count(Delay), []
    monkeypatch.setattr(passwords, "verify", lambda *_: hashed.append(1) or True)
    for number in range(3):
        assert refused(f"pro.somebody{number}", "x")
    assert refused(account.identifier) and count(Delay) == rows and hashed == []
