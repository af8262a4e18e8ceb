"""The establishments that are open, where the one that was said is closed."""

from __future__ import annotations

from models.assistance.open_sites import list_open_sites
from models.companies.directory import Establishment
from models.values.siret import Siret
from tests.support import people
from tests.support.stock import fill, site, unit

CLOSED, OPEN, ALSO_CLOSED = "20008495200015", "20008495200023", "20008495200031"


def load(*, ceased=False):
    fill(
        [site(siret, is_closed=siret != OPEN) for siret in (CLOSED, OPEN, ALSO_CLOSED)],
        [unit(CLOSED[:9], is_ceased=ceased)],
    )


def numbers(sites):
    return [site.siret for site in sites]


def test_only_what_is_open_is_shown_and_never_what_was_said(app):
    assert list_open_sites(CLOSED, None) == ()
    load()
    assert numbers(list_open_sites(CLOSED, None)) == [OPEN]
    load(ceased=True)
    assert list_open_sites(CLOSED, None) == ()


def test_our_own_companies_of_the_unit_stand_first_and_once(app):
    load()
    people.active(company=people.facts(siret=OPEN))
    found = list_open_sites(CLOSED, None)
    assert numbers(found) == [OPEN] and found[0].is_ours


def test_of_a_unit_that_stood_twice_the_one_in_its_place_is_shown(app):
    load()
    twin = Siret("44306184100047")
    assert numbers(list_open_sites(twin, Establishment.duplicate(twin, CLOSED[:9]))) == [OPEN]
