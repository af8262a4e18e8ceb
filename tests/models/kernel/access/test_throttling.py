"""Counted tries: who, what and from where as keyed digests, given back by what succeeds, swept in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.kernel import keys
from models.kernel.access import throttling
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support.records import count


def write(who="w", what="t", ip="192.0.2.1", kind="code"):
    return throttling.write(kind, who=who, what=what, ip=ip)


def test_tries_are_counted_by_kind_who_what_where_and_when(app, clock):
    clock.move_to(now(), tick=False)
    write()
    write(who="other")
    write(what="other", ip="192.0.2.2")
    write(kind="sign-in")
    since = now() - timedelta(minutes=1)
    assert throttling.count("code", since=since) == 3
    assert throttling.count("code", since=since, who="w") == 2
    assert throttling.count("code", since=since, who="w", what="t") == 1
    assert throttling.count("code", since=since, ip="192.0.2.1") == 2
    assert throttling.count("code", since=now()) == 0
    assert throttling.distinct_whats("code", who="w", since=since, exclude="t") == 1


def test_a_try_given_back_is_in_no_count(app):
    throttling.give_back(write().id)
    assert count(Attempt) == 0


def test_an_address_is_kept_as_a_keyed_digest(app):
    row = write(ip="203.0.113.77")
    assert "203.0.113.77" not in " ".join(str(value) for value in vars(row).values())
    before = throttling.digest("203.0.113.77")
    keys.install(keys.Keys("z" * 40, "b" * 40, "c" * 40))
    assert throttling.digest("203.0.113.77") != before


def test_nothing_is_counted_within_another_transaction(app):
    with transaction(), pytest.raises(RuntimeError):
        throttling.must_be_outside()
    throttling.must_be_outside()


def test_only_what_no_window_looks_at_is_swept(app, clock):
    write()
    clock.shift(throttling.KEPT - timedelta(hours=1))
    write()
    clock.shift(timedelta(hours=2))
    assert throttling.sweep() == 1 and count(Attempt) == 1
    db.session.rollback()


def test_what_one_person_may_have_is_counted_by_name_wherever_from(app):
    def admit(who, ip):
        return throttling.admit("paper", who=who, ip=ip, limit=2, window=timedelta(hours=1))

    assert [admit("pro.a.b", f"192.0.2.{n}") for n in range(3)] == [True, True, False]
    assert admit("pro.c.d", "192.0.2.1")


@pytest.mark.parametrize(
    ("ip", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        (None, ""),
    ],
)
def test_a_source_is_an_ipv4_address_or_the_64_of_an_ipv6_one(ip, source):
    assert throttling.source(ip) == source


def test_a_thousand_addresses_of_one_line_are_one_source(app):
    for last in range(3):
        assert throttling.admit("test", ip=f"2001:db8::{last}", limit=3, window=timedelta(hours=1))
    assert not throttling.admit("test", ip="2001:db8::ffff", limit=3, window=timedelta(hours=1))
    assert throttling.admit("test", ip="2001:db8:0:1::1", limit=3, window=timedelta(hours=1))
