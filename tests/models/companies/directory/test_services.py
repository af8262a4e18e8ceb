"""What our processes know together of a service: its quota and its outages, on both engines."""

from __future__ import annotations

from datetime import timedelta

from models.companies.directory import services
from models.companies.directory.services import FAILURES, PAUSE, PROBE, Quota, Turn
from models.kernel.clock import now
from tests.support.racing.races import together

NAME, SEVEN = "recherche-entreprises", Quota(7, 1.0)


def take() -> Turn:
    return services.take_turn(NAME, SEVEN)


def test_a_quota_is_kept_in_any_second(app, clock):
    clock.move_to(now(), tick=False)
    assert [take() for _ in range(7)] == [Turn()] * 7
    assert 0.99 < take().wait <= 1.0
    clock.shift(timedelta(seconds=0.4))
    assert 0.59 < take().wait <= 0.61
    clock.shift(timedelta(seconds=0.61))
    assert [bool(take().wait) for _ in range(8)] == [False] * 7 + [True]


def test_four_at_once_keep_it_together(app):
    mine = [lambda: [services.take_turn(NAME, Quota(10, 60.0)) for _ in range(4)]] * 4
    turns = [turn for made in together(app, mine).made for turn in made]
    assert len(turns) == 16 and sum(not turn.wait for turn in turns) == 10


def test_each_service_has_its_own(app):
    for _ in range(7):
        take()
    assert services.take_turn("insee", SEVEN) == Turn()


def test_a_service_that_keeps_failing_is_left_alone_for_a_minute_by_everybody(app, clock):
    clock.move_to(now(), tick=False)
    for _ in range(FAILURES - 1):
        services.failed(NAME)
        assert not take().is_closed
        clock.shift(timedelta(seconds=5))
    services.failed(NAME)
    assert take().is_closed
    clock.shift(PAUSE - timedelta(seconds=1))
    assert take().is_closed
    clock.shift(timedelta(seconds=1))
    assert take() == Turn(is_troubled=True), "one question shows whether it is back"
    assert take().is_closed, "and nobody else asks meanwhile"
    services.answered(NAME)
    assert take() == Turn()


def test_one_that_is_still_down_is_left_alone_again_at_once(app, clock):
    clock.move_to(now(), tick=False)
    for _ in range(FAILURES):
        services.failed(NAME)
    clock.shift(PAUSE)
    take()
    services.failed(NAME)
    clock.shift(PROBE + timedelta(seconds=1))
    assert take().is_closed


def test_failures_far_apart_are_forgiven_and_so_are_those_before_a_success(app, clock):
    for _ in range(FAILURES):
        services.failed(NAME)
        clock.shift(timedelta(seconds=61))
    assert not take().is_closed
    for _ in range(3):
        for _ in range(FAILURES - 1):
            services.failed(NAME)
        services.answered(NAME)
    assert take() == Turn()


def test_a_service_is_left_alone_for_as_long_as_it_asks(app, clock):
    clock.move_to(now(), tick=False)
    services.pause(NAME, 12)
    assert take().wait == 12
    clock.shift(timedelta(seconds=12))
    assert take() == Turn()
    services.failed(NAME, 30)
    clock.shift(timedelta(seconds=29))
    assert take().is_closed
    clock.shift(timedelta(seconds=1))
    assert not take().is_closed


def test_a_clock_that_was_ahead_closes_nothing_for_days(app, clock):
    clock.shift(timedelta(days=2))
    services.pause(NAME, 60)
    for _ in range(FAILURES):
        services.failed(NAME)
    clock.shift(timedelta(days=-2))
    assert take() == Turn(is_troubled=True)
