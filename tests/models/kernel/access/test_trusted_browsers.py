"""Browsers in which the second factor was given: trusted for a day, by one person."""

from datetime import timedelta

from models.kernel.access import trusted_browsers


def test_a_browser_is_trusted_for_a_day_and_for_one_person(agent, admin, clock):
    browser = trusted_browsers.trust(agent)
    assert not trusted_browsers.is_trusted(admin, browser)
    assert not trusted_browsers.is_trusted(agent, "autre")
    clock.shift(timedelta(hours=23))
    assert trusted_browsers.is_trusted(agent, browser)
    clock.shift(timedelta(hours=2))
    assert not trusted_browsers.is_trusted(agent, browser)
