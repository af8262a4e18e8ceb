"""A cell that a spreadsheet spoilt is one by itself, whatever stands beside it on its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.imports.reader import Cells, Line
from console.imports.reader.blanks import is_error, is_scientific, may_be_spoilt


@given(st.from_regex(r"'?-?[0-9][.,]?[0-9]{0,3} ?[Ee]\+?[0-9]{1,3}", fullmatch=True))
@settings(max_examples=60)
def test_no_cell_is_spoilt_that_a_line_is_not_looked_at_for(text: str) -> None:
    assert may_be_spoilt([text]) or not is_scientific(text)


@given(st.from_regex(r"(?i)err ?: ?[0-9]{3}|#n/[ad]", fullmatch=True))
@settings(max_examples=40)
def test_nor_is_one_an_error(text: str) -> None:
    assert may_be_spoilt([text]) or not is_error(text)


@pytest.mark.parametrize("beside", ["", "BAT E1", "LOT #2", "Tarif e2"])
@pytest.mark.parametrize("typed", ["2.1E5", "1,2E7", "4.1E99"])
def test_a_reference_is_judged_without_its_neighbours(typed: str, beside: str) -> None:
    assert Cells(Line(2, {"reference": typed, "intitule": beside})).problems == []


@pytest.mark.parametrize("text", ["2,00085E+13", "4.44608e13", "2E+13", "2,35E+09", "'1.2E20"])
def test_a_long_number_that_was_cut_is_told_from_a_reference(text: str) -> None:
    assert is_scientific(text) and may_be_spoilt([text])
