"""Wrong codes of staff are counted by the person and the source, and by itself in a browser that is known."""

from __future__ import annotations

import pytest

from models.sign_in import SecondFactorRefused, check_second_factor, known_browsers
from models.staff import renew_recovery_codes
from tests.support import people
from tests.support.records import actions, by, mails_of


def strangers(agent, times=6):
    for _ in range(times):
        with pytest.raises(SecondFactorRefused):
            check_second_factor(agent, "000000", actor=by(agent, ip="198.51.100.1"))


def test_who_found_the_password_out_locks_no_member_of_staff_out_of_a_known_browser(supervisor):
    cookie = known_browsers.issue(supervisor)
    strangers(supervisor)
    with pytest.raises(SecondFactorRefused):
        check_second_factor(supervisor, people.code_of(supervisor), actor=by(supervisor))
    check_second_factor(supervisor, people.code_of(supervisor), known_browser=cookie, actor=by(supervisor))


def test_so_does_a_recovery_code_there_when_the_telephone_is_lost(supervisor):
    spare, *_ = renew_recovery_codes(supervisor, actor=by(supervisor))
    strangers(supervisor)
    with pytest.raises(SecondFactorRefused):
        check_second_factor(supervisor, spare, actor=by(supervisor))
    cookie = known_browsers.issue(supervisor)
    check_second_factor(supervisor, spare, known_browser=cookie, actor=by(supervisor))


def test_the_wrong_codes_of_a_known_browser_are_counted_too(agent):
    cookie = known_browsers.issue(agent)
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            check_second_factor(agent, "000000", known_browser=cookie, actor=by(agent))
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, people.code_of(agent), known_browser=cookie, actor=by(agent))


def test_a_browser_that_is_known_for_somebody_else_is_none(agent, account):
    for cookie in (known_browsers.issue(people.staff()), known_browsers.issue(account), "1.2.3"):
        assert known_browsers.recognise(agent, cookie) is None
    strangers(agent)
    with pytest.raises(SecondFactorRefused):
        check_second_factor(
            agent, people.code_of(agent), known_browser=known_browsers.issue(account), actor=by(agent)
        )


def test_the_fifth_wrong_code_in_a_row_is_told_to_its_person(agent):
    strangers(agent, 4)
    assert mails_of("second-factor-failures") == []
    strangers(agent, 3)
    assert [mail.to for mail in mails_of("second-factor-failures")] == [agent.email]
    assert actions().count("second-factor-failed") == 2
