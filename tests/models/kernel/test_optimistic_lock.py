"""A correction writes what differs, counts itself, and refuses to overwrite what it never saw."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from models import accounts, audit
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.errors import Stale

NAMES = ("phone", "email")


def row(**facts):
    return SimpleNamespace(**{"version": 3, "phone": "1", "email": "a@example.org", **facts})


def test_only_what_differs_is_written_and_told():
    held = row()
    done = optimistic_lock.apply(held, {"phone": "2", "email": "a@example.org"}, NAMES, version=3)
    assert done == ({"phone": "1"}, {"phone": "2"})
    assert (held.phone, held.version) == ("2", 4)


def test_what_the_row_says_already_is_no_change():
    held = row()
    assert optimistic_lock.apply(held, {"phone": "1"}, NAMES, version=3) == ({}, {})
    assert held.version == 3


def test_a_version_that_is_over_is_refused_with_what_both_wrote():
    held = row()
    with pytest.raises(Stale) as refused:
        optimistic_lock.apply(held, {"phone": "2"}, NAMES, version=2)
    assert refused.value.facts == {
        "current": {"phone": "1", "email": "a@example.org"},
        "version": 3,
        "asked": {"phone": "2"},
    }
    assert held.phone == "1"


def test_what_may_not_be_corrected_and_what_is_not_said_are_left_out():
    assert optimistic_lock.correctable({"siret": "1", "phone": "2", "email": None}, NAMES) == {"phone": "2"}


def test_the_trail_tells_who_changed_each_fact_last(app, agent, account):
    by = Actor.of_agent(agent)
    for changes in ({"job_title": "Gérante"}, {"job_title": "Directrice"}, {"last_name": "Dö"}):
        accounts.correct(account, version=account.version, actor=by, **changes)
    told = audit.last_to_change("account", account.id, ("job_title", "last_name", "email"))
    assert {name: event.sequence - told["last_name"].sequence for name, event in told.items()} == {
        "last_name": 0,
        "job_title": -1,
    }
