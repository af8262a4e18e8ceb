"""A building is found again however its street was written."""

from __future__ import annotations

import pytest

from models.values.streets import street_key


@pytest.mark.parametrize(
    "address",
    [
        "113 AVENUE DU PRESIDENT WILSON",
        "113, av. du Pdt Wilson – BP 12",
        "113 bis avenue Wilson - SAINT-DENIS",
        "C/O SOGITEC\n113 AV WILSON CEDEX 9",
        "113 AV DU PRESIDENT WILSOM",
    ],
)
def test_one_building_has_one_key(address):
    assert street_key(address) == "113 wilso"


@pytest.mark.parametrize("address", ["", "HOTEL DE VILLE", "BP 113", "12", "12 DU"])
def test_what_tells_no_building_has_none(address):
    assert street_key(address) == ""
