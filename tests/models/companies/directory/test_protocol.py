"""What the directory's answers mean for us: kinds of structure, states, missing facts."""

from __future__ import annotations

import pytest

from models.companies.directory import CompanyKind, Establishment, State, kind_of
from models.values.siret import Siret

LHSM = Siret("20008495200015")


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("1000", "entrepreneur-individuel"),
        ("5710", "entreprise"),
        ("5510", "entreprise"),
        ("6540", "entreprise"),
        ("3120", "entreprise"),
        ("3205", "autre"),
        ("4110", "organisme-public"),
        ("7210", "collectivite"),
        ("7343", "collectivite"),
        ("7354", "collectivite"),
        ("7351", "organisme-public"),
        ("7113", "organisme-public"),
        ("7364", "organisme-public"),
        ("8410", "autre"),
        ("9110", "autre"),
        ("9220", "association"),
        ("9230", "association"),
        ("9300", "autre"),
        ("2110", "autre"),
    ],
)
def test_the_kind_follows_from_the_legal_category(category: str, kind: str) -> None:
    assert kind_of(category) == kind


@pytest.mark.parametrize(
    ("category", "kind"), [("5400", "entreprise"), ("5500", "entreprise"), ("92", "association")]
)
def test_a_category_that_is_no_longer_listed_falls_back_on_its_first_digits(category: str, kind: str) -> None:
    assert kind_of(category) == kind


@pytest.mark.parametrize("category", ["", "0000", "ND", "É", "99999"])
def test_a_category_that_says_nothing_is_another_kind(category: str) -> None:
    assert kind_of(category) is CompanyKind.OTHER


def test_what_the_directory_left_out_is_named() -> None:
    partial = Establishment(LHSM, State.PARTLY_DIFFUSIBLE, city="LE HAVRE")
    assert partial.missing == ("name", "address", "postcode")


def test_only_a_described_establishment_is_found() -> None:
    assert Establishment(LHSM, State.CLOSED).is_found
    assert not Establishment.unknown(LHSM).is_found
    assert not Establishment.unavailable(LHSM).is_found
