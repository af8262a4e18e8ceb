"""What is answered is read as it was meant, or refused beside its field."""

from __future__ import annotations

from typing import Any

import pytest

from models.accounts import ProAccount
from tests.support import road_works
from tests.support.portal import only, send
from tests.support.visitor import Signed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("city", "Rouen"),
        ("postcode", "76000"),
        ("starts_on", "2026-02-30"),
        ("ends_on", "2020-01-01"),
        ("ends_on", "9999-12-31"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "0205-02-01"),
        ("work_kind", "tunnel"),
        ("traffic", "interdite"),
        ("surface", ["chaussee", "toit"]),
        ("purpose", "x" * 1_001),
        ("point", "48.85, 2.35"),
        ("concession", "999999"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field_even_in_a_draft(
    signed: Signed, account: ProAccount, field: str, value: Any
) -> None:
    road_works.held(account)
    page = send(signed(account), "brouillon", **{field: value})
    assert page.status == 422 and page.doc.get_element_by_id(f"{field}-err").text_content().strip()
    assert page.value("street") == "19 rue Georges Braque"


def test_a_commune_is_known_however_it_is_written(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    send(signed(account), "deposer", city="ST VIGOR D'YMONVILLE", postcode="76 430").follow()
    assert only().city == "Saint-Vigor-d’Ymonville"


def test_a_point_is_kept_as_degrees_and_shown_with_its_map(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "brouillon", point="490 424,07 6 936 554,30").follow()
    assert only().point == "49.49380, 0.10770" and page.says("49.49380, 0.10770")
    [link] = page.doc.xpath("//a[contains(@href, 'openstreetmap.org')]/@href")
    assert "mlat=49.49380&mlon=0.10770" in link
