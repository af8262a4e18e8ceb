"""A stranger's failures keep no member of staff out of a browser in which they came in before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, staff
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from models.sign_in import known_browsers
from models.sign_in.known_browsers import LIFE, issue, recognise
from models.sign_in.throttle import SignInRefused, WrongPassword
from models.staff.signing import is_locked_out
from tests.support import people
from tests.support.records import by, events, visitor

WRONG, NEW = "Ce-n’est-pas-le-bon-12", "Une-phrase-toute-neuve-83"


def sign_in(agent, password=people.STAFF_PASSWORD, ip="192.0.2.9", **cookie):
    return staff.sign_in(agent.email, password, actor=visitor(ip), **cookie)


def strangers(agent, times=6, ip="198.51.100.1"):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            sign_in(agent, WRONG, ip)


def test_a_known_browser_is_let_in_while_strangers_are_locked_out(supervisor, clock):
    cookie = issue(supervisor)
    strangers(supervisor)
    assert is_locked_out(supervisor)
    with pytest.raises(SignInRefused):
        sign_in(supervisor)
    assert sign_in(supervisor, known_browser=cookie).id == supervisor.id
    assert '"known_browser": true' in events("signed-in")[-1].detail.after
    # The strangers' wait goes on.
    with pytest.raises(SignInRefused):
        sign_in(supervisor)


def test_no_failures_of_the_same_address_lock_it_out_either(agent, clock):
    cookie = issue(agent)
    for number in range(60):
        with pytest.raises(SignInRefused):
            staff.sign_in(f"n{number}@example.org", WRONG, actor=visitor("192.0.2.9"))
    with pytest.raises(SignInRefused):
        sign_in(agent)
    assert sign_in(agent, known_browser=cookie).id == agent.id


def test_the_tries_of_a_known_browser_are_counted_too(agent, clock):
    cookie = issue(agent)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(agent, WRONG, known_browser=cookie)
    with pytest.raises(SignInRefused):
        sign_in(agent, known_browser=cookie)
    assert not is_locked_out(agent)
    clock.shift(timedelta(seconds=61))
    assert sign_in(agent, known_browser=cookie).id == agent.id


def test_an_ordinary_sign_in_says_nothing_of_the_browser(agent):
    sign_in(agent, known_browser=issue(agent))
    assert events("signed-in")[-1].detail.after is None


def test_a_browser_is_known_for_one_person_for_a_time_and_until_sessions_are_killed(agent, admin, clock):
    cookie = issue(agent)
    assert recognise(agent, cookie)
    assert recognise(admin, cookie) is None
    with transaction():
        agent.end_sessions()
    assert recognise(agent, cookie) is None
    cookie = issue(agent)
    assert recognise(agent, cookie), "also in the instant after"
    clock.shift(LIFE - timedelta(seconds=5))
    assert recognise(agent, cookie)
    clock.shift(timedelta(seconds=10))
    assert recognise(agent, cookie) is None


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda c: c[1:], lambda c: f"9{c}", lambda _: "", lambda _: "é.\ud800"]
)
def test_nobody_makes_such_a_cookie(agent, spoil):
    assert known_browsers.recognise(agent, spoil(issue(agent))) is None


def test_who_is_signed_in_changes_the_password_whatever_strangers_do(agent, account, clock):
    strangers(agent)
    staff.change_password(agent, current_password=people.STAFF_PASSWORD, password=NEW, actor=by(agent))
    for _ in range(6):
        with pytest.raises(SignInRefused):
            accounts.sign_in(account.identifier, WRONG, actor=visitor("198.51.100.1"))
    accounts.change_password(
        account, current_password=people.PRO_PASSWORD, password=NEW, actor=Actor.of_account(account)
    )
    for _ in range(5):  # and their own tries are counted as ever
        with pytest.raises(WrongPassword):
            accounts.change_password(
                account, current_password=WRONG, password=NEW, actor=Actor.of_account(account)
            )
    with pytest.raises(WrongPassword):
        accounts.change_password(account, current_password=NEW, password=NEW, actor=Actor.of_account(account))
