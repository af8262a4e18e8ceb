"""The sessions open in a person's name, of either population: ended one by one or all but this one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.kernel.access import sessions, trusted_browsers
from models.kernel.actors import Actor, Site
from models.kernel.errors import NotAllowed
from models.sign_in import SessionGone, end_one, end_others
from models.sign_in.open_sessions import is_here, list_open
from tests.support import people
from tests.support.records import by, events, of


@pytest.fixture(params=["agent", "account"])
def person(request, app):
    """Somebody of either population."""
    return request.getfixturevalue(request.param)


def actor_of(person) -> Actor:
    return by(person) if person.audit_kind == "agent" else of(person)


def opened(person, **options) -> str:
    site = Site.BACKOFFICE if person.audit_kind == "agent" else Site.PORTAL
    return sessions.open_(site, **{person.audit_kind: person}, **options)


def found(person, secret) -> bool:
    site = Site.BACKOFFICE if person.audit_kind == "agent" else Site.PORTAL
    return sessions.find(site, secret) is not None


def test_live_sessions_are_listed_the_last_seen_first(person, clock):
    opened(person, user_agent="first")
    clock.shift(timedelta(minutes=5))
    here = opened(person, user_agent="Mozilla/5.0 " + "x" * 400)
    opened(person, pending=True)
    listed = list_open(person)
    assert [each.user_agent[:5] for each in listed] == ["Mozil", "first"]
    assert [is_here(each, here) for each in listed] == [True, False]
    assert len(listed[0].user_agent) == sessions.LONGEST_NAME
    clock.shift(timedelta(minutes=57))
    assert len(list_open(person)) == 1, "the other is idle"


def test_one_is_ended_and_the_others_go_on(person):
    here, other = opened(person), opened(person)
    trusted, elsewhere = trusted_browsers.trust(person), trusted_browsers.trust(person)
    [number] = [each.id for each in list_open(person) if is_here(each, other)]
    end_one(person, number, trusted=trusted, actor=actor_of(person))
    assert found(person, here) and not found(person, other)
    assert trusted_browsers.is_trusted(person, trusted)
    assert not trusted_browsers.is_trusted(person, elsewhere), "the code is asked again there"
    assert events("sessions-ended")[-1].detail.after == '{"sessions": 1}'
    with pytest.raises(SessionGone):
        end_one(person, number, trusted=None, actor=actor_of(person))


def test_all_but_this_one_are_ended_those_that_await_a_code_too(person):
    here, other, half = opened(person), opened(person), opened(person, pending=True)
    assert end_others(person, here=here, trusted=None, actor=actor_of(person)) == 1
    assert [found(person, each) for each in (here, other, half)] == [True, False, False]


def test_nobody_ends_another_s(person, admin):
    stranger = people.active() if person.audit_kind == "account" else people.staff()
    secret = opened(person)
    [theirs] = list_open(person)
    with pytest.raises(SessionGone):
        end_one(stranger, theirs.id, trusted=None, actor=actor_of(stranger))
    for actor in (actor_of(stranger), by(admin)):
        with pytest.raises(NotAllowed):
            end_one(person, theirs.id, trusted=None, actor=actor)
        with pytest.raises(NotAllowed):
            end_others(person, here=None, trusted=None, actor=actor)
    assert found(person, secret)
