"""The number of a case is read as it is said, and no other text is taken for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.values import case_numbers


def test_a_number_holds_the_year_in_le_havre_and_is_read_back():
    number = case_numbers.write(42, datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert number == "DM-2026-0042" and case_numbers.read(number) == "42"


@pytest.mark.parametrize("text", [" dm 2026 0042 ", "dm2026-42", "DM-2026-000042"])
def test_a_number_is_read_in_any_spelling(text):
    assert case_numbers.read(text) == "42"


@pytest.mark.parametrize(
    "text", ["", "OV-2026-0042", "DM-2026", "dm 2026 0042 bis", "20260042", "DM-2026-" + "9" * 30]
)
def test_what_is_no_number_of_a_case_names_none(text):
    assert case_numbers.read(text) == ""
