"""Which columns a person sees in a list: theirs alone."""

from __future__ import annotations

import pytest

from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.staff import Agent, list_columns
from models.staff.list_columns import NoColumns
from tests.support import people
from tests.support.records import by


def kept(agent):
    return db.session.get(Agent, agent.id, populate_existing=True).list_columns


def test_a_choice_is_kept_by_list_and_taken_back(app, agent):
    list_columns.choose(agent, "concessions", ["Intitulé", "Commune"], actor=by(agent))
    list_columns.choose(agent, "accounts", ["Personne"], actor=by(agent))
    assert kept(agent) == {"concessions": ["Intitulé", "Commune"], "accounts": ["Personne"]}
    list_columns.choose(agent, "accounts", None, actor=by(agent))
    list_columns.choose(agent, "concessions", None, actor=by(agent))
    assert kept(agent) is None


def test_it_is_nobody_elses_and_no_correction_of_the_person(app, agent):
    version = agent.version
    with pytest.raises(NotAllowed):
        list_columns.choose(agent, "concessions", ["Intitulé"], actor=by(people.staff("admin")))
    list_columns.choose(agent, "concessions", ["Intitulé"], actor=by(agent))
    assert agent.version == version


@pytest.mark.parametrize("columns", [[], ["Intitulé"] * 41])
def test_a_list_shows_one_column_at_least_and_no_endless_choice(app, agent, columns):
    with pytest.raises(NoColumns):
        list_columns.choose(agent, "concessions", columns, actor=by(agent))
