"""Filters kept by a name: one's own, shared with the team, taken away by their owner or by a supervisor."""

from __future__ import annotations

import pytest

from models import staff
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.permissions import Role
from models.staff import saved_filters
from models.staff.filter_rows import (
    FilterGone,
    FilterNameMissing,
    FilterNameTaken,
    SavedFilter,
    TooManyFilters,
)
from models.staff.saved_filters import LIMIT
from tests.support import people
from tests.support.racing.races import meanwhile
from tests.support.records import actions, by


def save(agent, name="À rattacher", *, query="etat=free", shared=False, screen="concessions"):
    return saved_filters.save(agent, screen, name=name, query=query, shared=shared, actor=by(agent))


def names(agent, screen="concessions"):
    return [row.name for row in saved_filters.list_for(agent, screen)]


def test_a_private_filter_is_seen_by_its_owner_alone(app, agent):
    other, row = people.staff(), save(agent)
    assert names(agent) == ["À rattacher"] and names(other) == []
    assert saved_filters.find_for(other, row.id) is None
    assert names(agent, "accounts") == []


def test_a_shared_filter_is_seen_by_the_team_until_its_owner_leaves(app, agent, admin):
    other = people.staff()
    save(agent, shared=True)
    save(other, "Le mien")
    assert names(other) == ["Le mien", "À rattacher"], "one's own come first"
    staff.disable(agent, actor=by(admin))
    assert names(other) == ["Le mien"]


def test_a_name_serves_once_whatever_its_accents_and_capitals(app, agent):
    save(agent)
    with pytest.raises(FilterNameTaken):
        save(agent, "a RATTACHER")
    save(people.staff())
    save(agent, screen="accounts")
    other = save(agent, "Autre")
    with pytest.raises(FilterNameTaken):
        saved_filters.change(other, name="À rattacher", shared=False, actor=by(agent))
    saved_filters.change(other, name="autre", shared=True, actor=by(agent))
    assert other.name == "autre" and other.shared_at is not None


@pytest.mark.parametrize("name", ["", "   ", " "])
def test_a_filter_has_a_name(app, agent, name):
    with pytest.raises(FilterNameMissing):
        save(agent, name)


def test_a_sign_that_folds_to_many_letters_is_no_trouble(app, agent):
    assert save(agent, "\ufdfa" * 60).name_key


def test_nobody_keeps_filters_without_end(app, agent):
    for number in range(LIMIT):
        save(agent, f"Filtre {number}")
    with pytest.raises(TooManyFilters):
        save(agent, "Un de trop")


def test_only_the_owner_changes_and_a_supervisor_takes_a_shared_one_away(app, agent):
    supervisor, other = people.staff(Role.SUPERVISOR), people.staff()
    private, shared = save(agent), save(agent, "Pour tous", shared=True)
    for stranger in (other, supervisor):
        with pytest.raises(NotAllowed):
            saved_filters.change(shared, name="Volé", shared=True, actor=by(stranger))
        with pytest.raises(NotAllowed):
            saved_filters.remove(private, actor=by(stranger))
    with pytest.raises(NotAllowed):
        saved_filters.remove(shared, actor=by(other))
    saved_filters.remove(shared, actor=by(supervisor))
    saved_filters.remove(private, actor=by(agent))
    assert actions()[-4:] == ["filter-saved", "filter-saved", "filter-removed", "filter-removed"]


def test_nobody_saves_in_the_name_of_another(app, agent):
    with pytest.raises(NotAllowed):
        saved_filters.save(
            agent, "concessions", name="X", query="q=1", shared=False, actor=by(people.staff())
        )


def test_a_filter_that_a_colleague_has_just_taken_away_is_gone(app, agent, supervisor):
    row = save(agent, shared=True)
    number, boss = row.id, by(supervisor)

    def take_away():
        saved_filters.remove(db.session.get(SavedFilter, number), actor=boss)

    meanwhile(app, take_away)
    with pytest.raises(FilterGone):
        saved_filters.change(row, name="Autre", shared=True, actor=by(agent))
    again = save(agent, "Autre", shared=True)
    number = again.id
    meanwhile(app, take_away)
    with pytest.raises(FilterGone):
        saved_filters.remove(again, actor=by(agent))
    assert actions().count("filter-removed") == 2
