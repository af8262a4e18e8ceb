"""A shaping goes from one installation to another by its file: whole, tried first, refused by name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import shaping
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.shaping import (
    FileStep,
    LosesValues,
    Shape,
    ShapeKeyRefused,
    ShapeKindUnknown,
    ShapeUnreadable,
    ShapingUnreadable,
    files,
)
from models.shaping.queries import all_written, list_changes
from tests.support.records import actions
from tests.support.shapes import wall

HOUSE = """\
bascule: 1
wall:
  north:
    colour: rouge brique
    doors:
    - leads: cour
  south:
    colour: white
    width: 12
    retired: true
"""


def forget_all():
    with transaction() as session:
        session.execute(db.delete(Shape))


def test_what_is_exported_and_applied_to_an_empty_installation_is_the_same(asker):
    shaping.apply(HOUSE, actor=asker)
    assert shaping.export() == HOUSE
    forget_all()
    shaping.apply(HOUSE, actor=asker)
    assert shaping.export() == HOUSE and shaping.diff(HOUSE) == []


def test_a_file_tells_what_it_changes_and_keeps_what_it_does_not_name(asker):
    shaping.propose([wall("south", "white", width=12), wall("west")], actor=asker)
    steps = {each.key: each.step for each in shaping.diff(HOUSE)}
    assert steps == {"north": FileStep.NEW, "south": FileStep.RETIRED, "west": FileStep.KEPT}
    applied = shaping.apply(HOUSE, actor=asker)
    assert [each.key for each in applied.changes] == ["north", "south"] and applied.rewritten == 22
    assert {step.step for step in shaping.diff(HOUSE)} == {FileStep.KEPT}
    assert all_written()["wall"]["west"] == {"colour": "white"}


def test_a_dry_run_says_the_same_and_leaves_nothing(asker):
    before = len(actions())
    tried = shaping.apply(HOUSE, dry_run=True, actor=asker)
    assert len(tried.changes) == 2 and tried.rewritten == 22 and tried.change_id is None
    assert (all_written()["wall"], list_changes(), len(actions())) == ({}, [], before)


def test_a_dry_run_refuses_what_applying_would(asker):
    shaping.propose([wall("south", width=20)], actor=asker)
    for dry_run in (True, False):
        with pytest.raises(LosesValues) as refused:
            shaping.apply(HOUSE, dry_run=dry_run, actor=asker)
        assert refused.value.facts["key"] == "south"
    assert list(all_written()["wall"]) == ["south"]


def test_applied_again_it_changes_nothing_and_tells_nothing(asker):
    shaping.apply(HOUSE, actor=asker)
    before = len(actions())
    assert shaping.apply(HOUSE, actor=asker).changes == [] and len(actions()) == before


def test_in_production_a_file_waits_for_a_supervisor_too(by_two, decider):
    applied = shaping.apply(HOUSE, actor=Actor.system("shape"))
    assert applied.waits and all_written()["wall"] == {}
    [change] = list_changes()
    shaping.approve(change, actor=decider)
    assert shaping.export() == HOUSE


BROKEN = {
    "": ShapingUnreadable,
    "wall: {}": ShapingUnreadable,
    "bascule: 2": ShapingUnreadable,
    "- bascule": ShapingUnreadable,
    "bascule: 1\nwall:\n  north: white": ShapingUnreadable,
    "bascule: 1\nwall: [1]": ShapingUnreadable,
    "bascule: 1\nwall:\n  north: {colour: &a red}\n  south: {colour: *a}": ShapingUnreadable,
    "bascule: 1\nwall:\n  north: {colour: red}\n  north: {colour: blue}": ShapingUnreadable,
    "bascule: 1\nwall:\n  north: !!python/object/apply:os.system [ls]": ShapingUnreadable,
    "bascule: 1\n\twall": ShapingUnreadable,
    "bascule: 1\n" + "[" * 5_000: ShapingUnreadable,
    "bascule: 1\nroof: {}": ShapeKindUnknown,
    "bascule: 1\nwall:\n  North wall: {colour: red}": ShapeKeyRefused,
    "bascule: 1\nwall:\n  north: {colour: 3}": ShapeUnreadable,
    "bascule: 1\nwall:\n  north: {}": ShapeUnreadable,
    "bascule: 1\nwall:\n  north: {colour: red, smell: sweet}": ShapeUnreadable,
    "bascule: 1\nwall:\n  north: {colour: red, retired: perhaps}": ShapeUnreadable,
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:60].replace("\n", "|"))
def test_a_file_that_is_not_ours_is_refused_whole(asker, text):
    with pytest.raises(BROKEN[text]):
        shaping.apply(text, actor=asker)
    assert all_written()["wall"] == {}


def test_an_unreadable_body_is_told_by_its_place(asker):
    text = "bascule: 1\nwall:\n  north: {colour: red, doors: [{leads: 3}]}"
    with pytest.raises(ShapeUnreadable) as refused:
        shaping.diff(text)
    assert refused.value.facts["place"] == "doors[0][...]" and refused.value.facts["key"] == "north"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.from_regex(r"\A[a-z](-?[a-z0-9]){0,20}\Z"), st.text(), max_size=5))
def test_any_text_survives_a_file(walls, colours):
    shapes = {"wall": {key: {"colour": colour} for key, colour in colours.items()}}
    assert files.parse(files.compose(shapes)) == ({"wall": shapes["wall"]} if colours else {})
