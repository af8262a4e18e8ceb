"""What was loaded from the stock files is told as one establishment."""

from __future__ import annotations

import pytest

from models.companies.directory import CompanyKind, State
from models.companies.directory.stock import describe
from tests.support.stock import SITE, UNIT


def test_an_establishment_is_completed_by_its_unit():
    found = describe(SITE, UNIT)
    assert (found.name, found.acronym, found.kind) == (UNIT.name, "ELB", CompanyKind.COMPANY)
    assert (found.address, found.postcode, found.city) == (SITE.address, "80100", "ABBEVILLE")
    assert (found.siret, found.state) == ("00542002100056", State.OPEN)


def test_alone_an_establishment_goes_by_its_sign():
    found = describe(SITE, None)
    assert (found.name, found.kind, found.legal_category) == ("CHEZ LUCIEN", None, "")


def test_a_ceased_unit_closes_its_establishments():
    found = describe(SITE, UNIT._replace(is_ceased=True))
    assert found.state is State.CLOSED and found.closed_unit


@pytest.mark.parametrize(("category", "shown"), [("1000", ""), ("5710", "ETABLISSEMENTS LUCIEN BIQUEZ")])
def test_what_a_person_keeps_private_is_not_told(category: str, shown: str):
    found = describe(SITE._replace(is_restricted=True), UNIT._replace(legal_category=category))
    assert found.state is State.PARTLY_DIFFUSIBLE
    assert found.name == shown and bool(found.address) == bool(shown)
