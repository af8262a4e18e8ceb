"""A change of shapes goes live whole or not at all, with its trace; where two decide, it waits."""

from __future__ import annotations

import json

import pytest

from models import shaping
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.shaping import ChangeDecided, ChangeState, LosesValues, NothingChanges, OwnChange, ShapeKeyTaken
from models.shaping.live import in_use
from models.shaping.queries import (
    find_change,
    find_shape,
    is_awaited,
    list_changes,
    list_versions,
    list_waiting,
)
from tests.support import people
from tests.support.records import actions, by, detail, events
from tests.support.shapes import WallInvisible, wall


def colours():
    return {key: body.colour for key, body in in_use("wall").items()}


def test_a_shape_holds_at_once_where_nobody_else_decides(asker):
    change = shaping.propose([wall("north"), wall("south", "red")], reason="Neuf", actor=asker)
    assert change.state == ChangeState.LIVE and change.rewritten == 20
    assert colours() == {"north": "white", "south": "red"}
    assert actions()[-2:] == ["shape-changed", "shape-changed"]
    after = json.loads(detail(events("shape-changed")[-1]).after)
    assert after == {"colour": "red", "version": 1}


def test_the_same_again_changes_nothing(asker):
    shaping.propose([wall("north")], actor=asker)
    with pytest.raises(NothingChanges):
        shaping.propose([wall("north")], actor=asker)


def test_all_of_a_change_goes_live_or_nothing_does(asker):
    shaping.propose([wall("north", width=50)], actor=asker)
    for refused in ([wall("south"), wall("west", "glass")], [wall("east"), wall("north", width=40)]):
        with pytest.raises((WallInvisible, LosesValues)):
            shaping.propose(refused, actor=asker)
    assert colours() == {"north": "white"} and len(list_changes()) == 1


def test_a_change_is_examined_with_all_that_will_hold_beside_it(asker):
    shaping.propose([wall("north", width=60)], actor=asker)
    with pytest.raises(WallInvisible):
        shaping.propose([wall("south", width=30), wall("west", width=30)], actor=asker)


def test_nobody_overwrites_what_they_never_saw(asker):
    shaping.propose([wall("north")], actor=asker)
    shaping.propose([wall("north", "red", seen=1)], actor=asker)
    with pytest.raises(Stale):
        shaping.propose([wall("north", "blue", seen=1)], actor=asker)
    with pytest.raises(ShapeKeyTaken):
        shaping.propose([wall("north", "blue", seen=0)], actor=asker)
    assert colours() == {"north": "red"}


def test_a_retired_shape_is_hidden_kept_and_brought_back_as_it_was(asker):
    shaping.propose([wall("north", "red", width=12)], actor=asker)
    shaping.retire("wall", "north", actor=asker)
    assert colours() == {} and find_shape("wall", "north").body == {"colour": "red", "width": 12}
    shaping.bring_back("wall", "north", actor=asker)
    assert colours() == {"north": "red"} and find_shape("wall", "north").retired_at is None
    assert [version.number for version in list_versions("wall", "north")] == [3, 2, 1]


def test_any_version_is_put_back(asker):
    for colour in ("white", "red", "blue"):
        shaping.propose([wall("north", colour)], actor=asker)
    first = list_versions("wall", "north")[-1]
    shaping.restore(first.id, actor=asker)
    assert colours() == {"north": "white"} and find_shape("wall", "north").version == 4


def test_what_a_change_did_is_undone_whole_and_what_it_made_is_retired(asker):
    shaping.propose([wall("north")], actor=asker)
    change = shaping.propose([wall("north", "red"), wall("south")], actor=asker)
    shaping.undo(change, actor=asker)
    assert colours() == {"north": "white"} and find_shape("wall", "south").retired_at is not None


def test_in_production_a_change_waits_for_another_person(by_two, asker, decider):
    change = shaping.propose([wall("north")], reason="Demandé", actor=asker)
    assert (change.state, colours(), list_waiting()) == (ChangeState.PROPOSED, {}, [change])
    assert is_awaited("wall", "north") and actions()[-1] == "shape-proposed"
    shaping.approve(change, actor=decider)
    assert (change.state, change.decider_id, colours()) == (ChangeState.LIVE, decider.id, {"north": "white"})
    assert list_waiting() == [] and not is_awaited("wall", "north")
    with pytest.raises(ChangeDecided):
        shaping.refuse(change, reason="Trop tard", actor=decider)


def test_what_cannot_be_is_refused_as_it_is_proposed(by_two, asker):
    with pytest.raises(WallInvisible):
        shaping.propose([wall("north", "glass")], actor=asker)
    assert list_changes() == []


def test_a_change_is_refused_with_a_reason_and_nothing_of_it_holds(by_two, asker, decider):
    change = shaping.propose([wall("north")], actor=asker)
    with pytest.raises(ReasonMissing):
        shaping.refuse(change, reason=" ", actor=decider)
    shaping.refuse(change, reason="Pas cette couleur", actor=decider)
    assert (find_change(change.id).state, change.verdict, colours()) == ("refused", "Pas cette couleur", {})
    with pytest.raises(ChangeDecided):
        shaping.approve(change, actor=decider)
    with pytest.raises(ChangeDecided):
        shaping.undo(change, actor=asker)


def test_a_change_that_was_overtaken_does_not_go_live(by_two, asker, decider):
    first, second = (shaping.propose([wall("north", colour)], actor=asker) for colour in ("red", "blue"))
    shaping.approve(second, actor=decider)
    with pytest.raises(Stale):
        shaping.approve(first, actor=decider)
    assert colours() == {"north": "blue"} and find_change(first.id).state == "proposed"


def test_nobody_decides_of_their_own_change(by_two, asker, supervisor):
    change = shaping.propose([wall("north")], actor=asker)
    with transaction():
        change.agent_id = supervisor.id  # who was promoted meanwhile
    with pytest.raises(OwnChange):
        shaping.approve(change, actor=by(supervisor))


def test_who_asked_for_a_change_takes_it_back(by_two, asker):
    change = shaping.propose([wall("north")], actor=asker)
    shaping.refuse(change, reason="Je me suis trompé", actor=asker)
    assert change.state == ChangeState.REFUSED


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_administrators_alone_ask_for_a_change(app, role):
    actor = by(people.staff(role))
    for ask in (
        lambda: shaping.propose([wall("north")], actor=actor),
        lambda: shaping.apply("bascule: 1\nwall:\n  north:\n    colour: red\n", actor=actor),
    ):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_supervisors_alone_decide(by_two, asker, role):
    change = shaping.propose([wall("north")], actor=asker)
    with pytest.raises(NotAllowed):
        shaping.approve(change, actor=by(people.staff(role)))
    with pytest.raises(NotAllowed):
        shaping.refuse(change, reason="Non", actor=by(people.staff(role)))
