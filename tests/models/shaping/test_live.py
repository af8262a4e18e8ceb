"""What holds is seen at once by every process, read once for each change, and never before its commit."""

from __future__ import annotations

import pytest

from models import shaping
from models.kernel.access import sessions
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.shaping import live
from models.shaping.live import in_use
from tests.support.shapes import wall
from tests.support.statements.work import watched


def test_what_holds_is_read_once_for_each_change(asker):
    shaping.propose([wall("north")], actor=asker)
    assert list(in_use("wall")) == ["north"]
    with watched(db.engine) as again:
        assert list(in_use("wall")) == ["north"] and list(in_use("field-of-nothing")) == []
    assert again.total == 0


def test_that_nothing_is_in_use_is_read_once_too(asker):
    shaping.propose([wall("north")], actor=asker)
    shaping.retire("wall", "north", actor=asker)
    assert list(in_use("wall")) == []
    with watched(db.engine) as again:
        assert list(in_use("wall")) == []
    assert again.total == 0


def test_another_request_asks_for_the_mark_alone(asker):
    shaping.propose([wall("north")], actor=asker)
    in_use("wall")
    db.session.remove()
    with watched(db.engine) as after:
        assert list(in_use("wall")) == ["north"]
    assert after.total == 1


def test_a_change_of_another_process_is_seen_by_the_next_request(asker, monkeypatch):
    shaping.propose([wall("north")], actor=asker)
    before = dict(live._KEPT)
    shaping.propose([wall("south")], actor=asker)
    db.session.remove()
    monkeypatch.setattr(live, "_KEPT", before)  # that process knows the state before
    assert list(in_use("wall")) == ["north", "south"]


def test_what_is_taken_back_was_kept_for_nobody(asker):
    shaping.propose([wall("north")], actor=asker)
    in_use("wall")
    with pytest.raises(ZeroDivisionError), transaction():
        shaping.propose([wall("south")], actor=asker)
        assert list(in_use("wall")) == ["north", "south"]
        raise ZeroDivisionError
    assert list(in_use("wall")) == ["north"]
    db.session.remove()
    assert list(in_use("wall")) == ["north"]


def test_a_page_learns_with_its_session_which_state_holds(asker, agent):
    shaping.propose([wall("north")], actor=asker)
    secret = sessions.open_(Site.BACKOFFICE, agent=agent)
    in_use("wall")
    db.session.remove()
    assert sessions.find(Site.BACKOFFICE, secret) is not None
    with watched(db.engine) as page:
        assert list(in_use("wall")) == ["north"]
    assert page.total == 0


def test_nothing_is_shaped_before_anybody_shaped(app):
    assert dict(in_use("wall")) == {}
