"""The rule of a SIRET: what is dropped, what is refused, and why."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.siret import Siret, SiretRefused, Why, is_siren

LHSM = "20008495200015"
REAL = (Path(__file__).parents[2] / "data" / "sirets.txt").read_text().split()


def why(text: str | None) -> tuple[Why, int]:
    with pytest.raises(SiretRefused) as refused:
        Siret.parse(text)
    return refused.value.why, refused.value.digits


@pytest.mark.parametrize("siret", REAL)
def test_real_numbers_are_accepted(siret: str) -> None:
    assert Siret.parse(siret) == siret


@pytest.mark.parametrize(
    "typed",
    [
        "200 084 952 00015",
        " 20008495200015\n",
        "\t200\N{NO-BREAK SPACE}084\N{NARROW NO-BREAK SPACE}952\N{THIN SPACE}00015\r\n",
        "200.084.952.00015",
        "200-084-952-00015",
        "200\N{NON-BREAKING HYPHEN}084\N{EN DASH}952\N{EM DASH}00015",
        "200\N{MINUS SIGN}084\N{SOFT HYPHEN}952\N{ZERO WIDTH SPACE}00015",
        "\N{ZERO WIDTH NO-BREAK SPACE}20008495200015\N{LEFT-TO-RIGHT MARK}",
    ],
)
def test_spaces_dots_and_hyphens_of_any_kind_are_dropped(typed: str) -> None:
    assert Siret.parse(typed) == LHSM


def test_a_leading_zero_is_part_of_the_number() -> None:
    assert Siret.parse("005 420 021 00015") == "00542002100015"


@pytest.mark.parametrize("typed", [None, "", "   ", "-. \N{NO-BREAK SPACE}"])
def test_nothing_is_its_own_refusal(typed: str | None) -> None:
    assert why(typed) == (Why.EMPTY, 0)


@pytest.mark.parametrize(
    "typed",
    [
        "2000849520001O",
        "SIRET 20008495200015",
        "20008495200015€",
        "２０００８４９５２０００１５",
        "٢٠٠٠٨٤٩٥٢٠٠٠١٥",
        "2,00085E+13",
        "20008495200015\0",
        "²0008495200015",
    ],
)
def test_anything_but_ascii_digits_is_refused(typed: str) -> None:
    assert why(typed)[0] is Why.CHARACTERS


@pytest.mark.parametrize("typed", ["2000849520001", "200084952000155", "200084952", "1"])
def test_a_wrong_length_is_refused_with_the_number_of_digits(typed: str) -> None:
    assert why(typed) == (Why.LENGTH, len(typed))


def test_zeros_only_are_refused_though_their_key_is_right() -> None:
    assert why("0" * 14) == (Why.ZEROS, 14)


def test_a_wrong_key_is_refused() -> None:
    assert why("20008495200016") == (Why.KEY, 14)


@pytest.mark.parametrize("siret", ["35600000000048", "35600000024221", "35600000024230", "35600000024249"])
def test_la_poste_may_follow_luhn_or_add_up_to_a_multiple_of_five(siret: str) -> None:
    assert Siret.parse(siret).siren == "356000000"


def test_la_poste_must_follow_one_of_the_two() -> None:
    assert why("35600000024222") == (Why.KEY, 14)


def test_nobody_else_may_add_up_to_a_multiple_of_five() -> None:
    assert sum(map(int, "44460844213636")) % 5 == 0
    assert why("44460844213636") == (Why.KEY, 14)


def test_a_wrong_siren_is_refused_though_the_whole_has_a_right_key() -> None:
    assert not is_siren("200084953") and why("20008495300004") == (Why.KEY, 14)


def test_it_is_printed_in_groups_that_never_break() -> None:
    assert Siret(LHSM).spaced == "200\N{NO-BREAK SPACE}084\N{NO-BREAK SPACE}952\N{NO-BREAK SPACE}00015"


def test_it_is_a_string_that_survives_a_copy() -> None:
    assert copy.deepcopy(Siret(LHSM)) == LHSM
    assert isinstance(copy.copy(Siret(LHSM)), Siret)


@given(st.text())
def test_any_text_gives_a_number_or_a_refusal(text: str) -> None:
    try:
        siret = Siret.parse(text)
    except SiretRefused as refused:
        assert refused.field == "siret"
    else:
        assert len(siret) == 14 and siret.isascii() and siret.isdigit()


@given(st.sampled_from(REAL), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(siret: str, at: int, shift: int) -> None:
    if siret.startswith("356000000"):
        return
    wrong = siret[:at] + str((int(siret[at]) + shift) % 10) + siret[at + 1 :]
    if not wrong.startswith("356000000"):
        assert why(wrong)[0] is Why.KEY


def test_a_siren_is_nine_digits_with_a_right_key():
    assert is_siren("200084952") and is_siren("356000000")
    for text in ("200084953", "20008495", "2000849520", "000000000", "20008495a", "２０００８４９５２", ""):
        assert not is_siren(text), text
