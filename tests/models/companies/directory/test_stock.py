"""What was loaded from the stock files is told as one establishment, whichever file came first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from models.companies.directory import CompanyKind, State, stock
from models.companies.directory.stock import Loaded, LoadedSite, LoadedUnit, StockSite, StockUnit
from models.kernel.base import db
from models.values.siret import Siret

SIRET = Siret("00542002100056")
SITE = StockSite(SIRET, "CHEZ LUCIEN", "21B BOULEVARD DES PRES", "80100", "ABBEVILLE", False, False)
UNIT = StockUnit(SIRET.siren, "ETABLISSEMENTS LUCIEN BIQUEZ", "ELB", "5710", False, False)


def test_what_was_never_loaded_is_nobody(app: Flask) -> None:
    assert stock.find(SIRET) is None
    assert stock.is_empty()


@pytest.mark.parametrize("units_first", [True, False])
def test_the_files_may_come_in_any_order(app: Flask, units_first: bool) -> None:
    steps = [
        lambda: stock.put_sites([SITE]),
        lambda: stock.put_units([UNIT], only_used=False),
    ]
    for step in reversed(steps) if units_first else steps:
        step()
    found = stock.find(SIRET)
    assert found is not None
    assert (found.name, found.acronym, found.kind) == (UNIT.name, "ELB", CompanyKind.COMPANY)
    assert (found.address, found.postcode, found.city) == (SITE.address, "80100", "ABBEVILLE")
    assert found.state is State.OPEN


def test_alone_an_establishment_goes_by_its_sign(app: Flask) -> None:
    stock.put_sites([SITE])
    found = stock.find(SIRET)
    assert found is not None and (found.name, found.kind, found.legal_category) == ("CHEZ LUCIEN", None, "")


def test_a_ceased_unit_closes_its_establishments(app: Flask) -> None:
    stock.put_sites([SITE])
    stock.put_units([replace(UNIT, is_ceased=True)], only_used=True)
    found = stock.find(SIRET)
    assert found is not None and found.state is State.CLOSED and found.closed_unit


@pytest.mark.parametrize(("category", "shown"), [("1000", ""), ("5710", "ETABLISSEMENTS LUCIEN BIQUEZ")])
def test_what_a_person_keeps_private_is_not_told(app: Flask, category: str, shown: str) -> None:
    stock.put_sites([replace(SITE, is_restricted=True)])
    stock.put_units([replace(UNIT, legal_category=category)], only_used=True)
    found = stock.find(SIRET)
    assert found is not None and found.state is State.PARTLY_DIFFUSIBLE
    assert found.name == shown and bool(found.address) == bool(shown)


def test_a_second_load_replaces_only_what_changed(app: Flask) -> None:
    other = replace(SITE, siret="00542002100023")
    assert stock.put_sites([SITE, other]) == Loaded(2, 2, 0)
    assert stock.put_sites([SITE, other]) == Loaded(2, 0, 0)
    assert stock.put_sites([replace(SITE, city="AMIENS"), other]) == Loaded(2, 0, 1)
    found = stock.find(SIRET)
    assert found is not None and found.city == "AMIENS"
    assert db.session.query(LoadedSite).count() == 2


def test_a_row_that_comes_twice_in_one_chunk_counts_once(app: Flask) -> None:
    assert stock.put_sites([SITE, replace(SITE, city="AMIENS")]) == Loaded(1, 1, 0)
    found = stock.find(SIRET)
    assert found is not None and found.city == "AMIENS"


def test_units_of_nobody_may_be_left_out(app: Flask) -> None:
    stock.put_sites([SITE])
    stranger = replace(UNIT, siren="356000000")
    assert stock.put_units([UNIT, stranger], only_used=True) == Loaded(2, 1, 0)
    assert [unit.siren for unit in db.session.query(LoadedUnit)] == [UNIT.siren]
