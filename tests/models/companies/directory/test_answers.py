"""What a service answered lately is not asked again by any process; a failure is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models.companies.directory import CompanyKind, Establishment, State, answers
from models.companies.directory.answers import KEPT, UNKNOWN_KEPT, DirectoryAnswer
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.values.siret import Siret
from tests.support.racing.races import together
from tests.support.records import count

SIRET, OTHER = Siret("20008495200015"), Siret("00552007700016")
FOUND = Establishment(
    SIRET,
    State.CLOSED,
    name="LE HAVRE SEINE METROPOLE",
    acronym="LHSM",
    address="HOTEL DE L'AGGLOMERATION\n19 RUE GEORGES BRAQUE",
    postcode="76600",
    city="LE HAVRE",
    kind=CompanyKind.LOCAL_AUTHORITY,
    legal_category="7346",
    closed_unit=True,
    is_duplicate=True,
    successor="005520077",
)


@pytest.fixture(autouse=True)
def _(app, clock):
    clock.move_to(now(), tick=False)


def test_a_description_comes_back_whole_with_the_time_at_which_it_was_given(clock):
    answers.keep("insee", FOUND)
    clock.shift(timedelta(hours=3))
    kept = answers.recall("insee", SIRET)
    assert kept == FOUND and kept.seen_at == now() - timedelta(hours=3)


def test_it_is_the_answer_of_that_service_to_that_number_alone():
    answers.keep("insee", FOUND)
    assert answers.recall("recherche-entreprises", SIRET) is None
    assert answers.recall("insee", OTHER) is None


@pytest.mark.parametrize(("found", "life"), [(FOUND, KEPT), (Establishment.unknown(SIRET), UNKNOWN_KEPT)])
def test_an_answer_grows_old_and_an_unknown_number_sooner(clock, found, life):
    answers.keep("insee", found)
    clock.shift(life - timedelta(seconds=1))
    assert answers.recall("insee", SIRET) == found
    clock.shift(timedelta(seconds=1))
    assert answers.recall("insee", SIRET) is None


def test_an_outage_is_no_answer_and_leaves_the_one_before():
    answers.keep("insee", Establishment.unavailable(SIRET))
    assert count(DirectoryAnswer) == 0
    answers.keep("insee", FOUND)
    answers.keep("insee", Establishment.unavailable(SIRET))
    assert answers.recall("insee", SIRET) == FOUND


def test_the_later_answer_takes_the_place_of_the_one_before(clock):
    answers.keep("insee", replace(FOUND, state=State.OPEN))
    clock.shift(timedelta(hours=1))
    answers.keep("insee", FOUND)
    kept = answers.recall("insee", SIRET)
    assert kept == FOUND and kept.seen_at == now()
    assert count(DirectoryAnswer) == 1


def test_an_answer_of_tomorrow_left_by_a_wrong_clock_does_not_count(clock):
    answers.keep("insee", FOUND)
    clock.shift(-timedelta(minutes=5))
    assert answers.recall("insee", SIRET) is None


def test_an_answer_kept_before_an_update_is_asked_again():
    answers.keep("insee", FOUND)
    with transaction() as session:
        session.scalars(db.select(DirectoryAnswer)).one().facts = {"state": "open", "kind": None, "old": 1}
    assert answers.recall("insee", SIRET) is None


def test_eight_who_are_told_at_once_keep_one_answer(app, monkeypatch):
    # On a busy machine the eighth may wait longer than a page would.
    monkeypatch.setattr(answers, "HURRY", 60.0)
    outcome = together(app, [lambda: answers.keep("insee", FOUND)] * 8)
    assert len(outcome.made) == 8 and count(DirectoryAnswer) == 1


def test_what_is_too_old_to_be_believed_is_swept(clock):
    answers.keep("insee", FOUND)
    clock.shift(timedelta(hours=1))
    answers.keep("insee", replace(FOUND, siret=OTHER))
    assert answers.sweep() == 0
    clock.shift(KEPT - timedelta(minutes=30))
    assert answers.sweep() == 1
    assert answers.recall("insee", OTHER) is not None
