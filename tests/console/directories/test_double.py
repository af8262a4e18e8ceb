"""The double keeps the directory's promises, so that tests may trust it."""

from __future__ import annotations

from console.directories.double import DirectoryDouble
from models.companies.directory import Directory, State
from models.values.siret import Siret

LHSM = Siret("20008495200015")


def test_it_answers_what_it_was_told() -> None:
    double = DirectoryDouble()
    directory: Directory = double
    assert directory.find(LHSM).state is State.UNKNOWN
    double.company(LHSM)
    assert directory.find(LHSM).state is State.OPEN
    double.company(LHSM, state=State.PARTLY_DIFFUSIBLE)
    assert directory.find(LHSM).missing == ("name", "address", "postcode")
    double.available = False
    assert directory.find(LHSM).state is State.UNAVAILABLE
    assert double.questions == [LHSM] * 4
