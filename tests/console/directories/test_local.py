"""The bundled establishments: real, valid, and of every sort that a demonstration needs."""

from __future__ import annotations

from console.directories.double import DirectoryDouble
from console.directories.local import Local, bundled
from models.companies.directory import CompanyKind, Establishment, State
from models.values.siret import Siret

LHSM = Siret("20008495200015")


def test_the_community_stands_as_in_the_guide() -> None:
    found = Local().find(LHSM)
    assert found.state is State.OPEN
    assert found.name == "LE HAVRE SEINE METROPOLE"
    assert found.address == "HOTEL DE LA COMMUNAUTE\n19 RUE GEORGES BRAQUE"
    assert (found.postcode, found.city) == ("76085", "LE HAVRE CEDEX")
    assert found.kind is CompanyKind.LOCAL_AUTHORITY


def test_every_number_is_valid_and_every_open_one_is_described() -> None:
    assert len(bundled()) >= 25
    for siret, found in bundled().items():
        assert Siret.parse(siret) == found.siret
        assert found.city
        assert found.state is not State.OPEN or not found.missing


def test_every_sort_is_there() -> None:
    everyone = bundled().values()
    assert {found.state for found in everyone} == {State.OPEN, State.CLOSED, State.PARTLY_DIFFUSIBLE}
    assert {found.closed_unit for found in everyone if found.state is State.CLOSED} == {True, False}
    assert {found.kind for found in everyone} >= set(CompanyKind) - {CompanyKind.OTHER}
    assert "35600000024221" in bundled()


def test_any_other_number_is_unknown() -> None:
    assert Local().find(Siret("00552007700016")).state is State.UNKNOWN


def test_what_was_loaded_comes_before_what_is_bundled() -> None:
    moved = Establishment(LHSM, State.OPEN, name="AILLEURS")
    assert Local(DirectoryDouble(moved)).find(LHSM) == moved


def test_the_bundled_ones_are_searched_where_the_loaded_ones_hold_none() -> None:
    assert Local().search("métropole de Dunkerque", 8) == []
    assert LHSM in [found.siret for found in Local().search("Le Havre Seine Métropole", 8)]
    assert LHSM in [found.siret for found in Local(DirectoryDouble()).search("havre seine", 8)]
    ours = Establishment(LHSM, State.OPEN, name="HAVRE DE PAIX", city="ROUEN")
    assert Local(DirectoryDouble(ours)).search("Havre Rouen", 8) == [ours]
