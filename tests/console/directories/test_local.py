"""The bundled establishments: real, valid, and of every sort that a demonstration needs."""

from __future__ import annotations

from console.directories.chain import Chain
from console.directories.double import DirectoryDouble
from console.directories.local import Local, bundled
from models.companies.directory import CompanyKind, Establishment, Holding, State
from models.values.siret import Siret
from tests.support.servers.remote import Fake, guarded

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


def test_beside_the_example_unknown_means_outside_of_it() -> None:
    assert Local().find(Siret("00552007700016")).is_outside_example
    assert Local().holding() == Holding(len(bundled()), is_example=True)
    loaded = Local(DirectoryDouble(Establishment(LHSM, State.OPEN)))
    assert not loaded.find(Siret("00552007700016")).is_outside_example
    assert loaded.holding() == Holding(1, is_example=False)


def test_where_a_service_is_asked_too_unknown_means_unknown() -> None:
    alone = Chain([Local()])
    assert alone.find(Siret("00552007700016")).is_outside_example and alone.holding()
    service = guarded(Fake(says="unknown"))
    for chain in (Chain([Local(), service]), Chain([service, Local()])):
        found = chain.find(Siret("00552007700016"))
        assert found.state is State.UNKNOWN and not found.is_outside_example
    assert Chain([service]).holding() is None
