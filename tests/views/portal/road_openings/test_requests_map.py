"""The company's own requests on a map: those with a point, and how to give one to the others."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from tests.support import people, road_works
from tests.support.visitor import Signed
from views.portal.road_openings import requests_map

HERE = "/demarches/voirie/autorisations/carte"
POINT = "49.49380, 0.10770"


def test_the_map_shows_one_s_own_and_nobody_else_s(signed: Signed, account: ProAccount) -> None:
    bound = road_works.held(account)
    mine, other = road_works.filed(account, bound, point=POINT), road_works.filed(account, bound)
    theirs = road_works.filed(people.active(), point=POINT)
    visitor = signed(account)
    page = visitor.open(HERE)
    assert set(page.rows) == {mine.reference, other.reference}
    assert page.says("1 demande avec un point") and page.says("1 demande sans point")
    assert theirs.reference not in page.html
    assert f'aria-label="{mine.reference}' in page.html and f'aria-label="{other.reference}' not in page.html
    assert HERE in visitor.open("/demarches/voirie/autorisations").html


def test_the_address_tells_which_part_and_a_strange_one_is_not_there(
    signed: Signed, account: ProAccount
) -> None:
    mine, visitor = road_works.filed(account, point=POINT), signed(account)
    page = visitor.open(f"{HERE}?zone=0.3,49.6,0.4,49.65")
    assert f'aria-label="{mine.reference}' not in page.html and mine.reference in page.rows
    assert visitor.open(f"{HERE}?zone=ailleurs").status == 404


def test_a_long_story_is_cut_and_says_so(
    signed: Signed, account: ProAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = road_works.held(account)
    for _ in range(2):
        road_works.filed(account, bound, point=POINT)
    monkeypatch.setattr(requests_map, "LIMIT", 1)
    page = signed(account).open(HERE)
    assert len(page.rows) == 1 and page.says("Seules vos 1 dernières demandes")
