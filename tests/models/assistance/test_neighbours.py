"""One slip: a digit that is wrong, or two neighbours that changed places."""

from __future__ import annotations

import pytest

from models.assistance.neighbours import one_slip_from, phones_near, sirets_near

SIRET = "20008495200015"


def swapped(text, place):
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def test_a_slip_is_a_digit_or_two_neighbours():
    assert set(one_slip_from("12")) == {
        *(f"{d}2" for d in "023456789"),
        *(f"1{d}" for d in "013456789"),
        "21",
    }
    assert list(one_slip_from("11")).count("11") == 0


@pytest.mark.parametrize("place", range(14))
def test_a_siret_is_found_behind_each_wrong_digit(place):
    wrong = SIRET[:place] + str((int(SIRET[place]) + 1) % 10) + SIRET[place + 1 :]
    assert SIRET in sirets_near(wrong) and len(sirets_near(wrong)) <= 14 + 13


@pytest.mark.parametrize("place", [2, 4, 5, 6, 7, 8, 12])
def test_a_siret_is_found_behind_neighbours_that_changed_places(place):
    assert SIRET[place] != SIRET[place + 1] or swapped(SIRET, place) == SIRET
    assert SIRET in [*sirets_near(swapped(SIRET, place)), swapped(SIRET, place)]


@pytest.mark.parametrize("text", ["", "2000849520001", "200084952000155"])
def test_what_is_not_fourteen_digits_has_no_neighbours(text):
    assert sirets_near(text) == []


def test_a_phone_has_no_more_neighbours_than_its_digits_allow():
    near = phones_near("+33235223344")
    assert "+33235223345" in near and "+33325223344" in near and "+33235223344" not in near
    assert len(near) <= 9 * 9 + 8
