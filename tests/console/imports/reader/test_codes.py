"""What could be an access code is known wherever it stands, and a number that is none is not."""

from __future__ import annotations

import pytest

from console.imports.reader.codes import holds_code, may_be_a_code, may_tell


@pytest.mark.parametrize(
    "text", ["4826", "42", " 42 ", "'0042", "4826,0", "42.00", "Quai;4826", "Quai\n0042;x"]
)
def test_a_code_is_known_by_its_looks(text: str) -> None:
    assert may_be_a_code(text)


@pytest.mark.parametrize(
    "text",
    ["", "76600", "R00042", "20008495200015", "02 35 22 33 44", "12, rue du Perrey", "31/12/2026", "12,5"],
)
def test_other_numbers_are_no_codes(text: str) -> None:
    assert not may_be_a_code(text)


def test_a_code_is_told_where_it_stands_by_itself() -> None:
    assert holds_code("Quai (4826)", "4826") and holds_code("ECR-4826", "4826")
    assert not holds_code("20004826200015", "4826")


@pytest.mark.parametrize("own", ["4826", "'4826", "4826,0"])
def test_beside_a_code_in_its_place_a_number_is_what_its_column_says(own):
    assert [
        text for text in ("12", "0042", "Quai 4", "4826", "n° 4826") if may_tell("commune", text, own)
    ] == [
        "4826",
        "n° 4826",
    ]


def test_a_shortened_code_is_known_again_with_its_zeros():
    assert may_tell("reference", "0042", "42") and may_tell("reference", "42.0", "0042")
    assert not may_tell("reference", "42", "420")


def test_a_file_without_codes_hides_no_number():
    assert not may_tell("numero", "4826", None)
