"""The two sides of a comparison."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assistance.matching import MatchProfile
from models.assistance.matching.numbers import dialled, siren_of


@pytest.mark.parametrize(
    "text",
    [
        "200 084 952 00015",
        "200084952",
        "FR 20008495200015",
        "200084952.00015",
        "200084952-00015",
        "2000849520001",
    ],
)
def test_a_damaged_number_still_tells_the_legal_unit(text):
    assert siren_of(text) == "200084952"


def test_a_first_zero_that_a_spreadsheet_ate_is_given_back():
    assert siren_of("5780615000074") == "057806150" == siren_of("57806150")
    assert siren_of("5780615") == ""


@pytest.mark.parametrize(
    "text", ["", "NC", "néant", "0", "00000000000000", "4,38389E+13", "12345678901234", "123"]
)
def test_what_is_no_number_tells_nothing(text):
    assert siren_of(text) == ""


@given(st.text(max_size=30))
def test_a_siren_is_nine_digits_or_nothing(text):
    assert len(siren_of(text)) in (0, 9)


@pytest.mark.parametrize(
    "text",
    [
        "02 35 22 33 44",
        "+33235223344",
        "0033235223344",
        "(02) 35 22 33 44",
        "235223344",
        "02.35.22.33.44 poste 65",
    ],
)
def test_a_number_is_the_same_however_it_is_written(text):
    assert dialled(text) == ["235223344"]


def test_two_numbers_are_two():
    assert dialled("02 35 22 33 44 / 06 39 98 10 26") == ["235223344", "639981026"]
    assert dialled("+262692123456") == ["692123456"] == dialled("0692123456")


def test_a_mail_box_at_a_provider_is_nobodys():
    assert MatchProfile(emails=("colas.12@orange.fr",)).domains == frozenset()
    assert MatchProfile(emails=(" Voirie@Colas.example;",)).domains == {"colas.example"}


def test_a_record_of_a_person_or_of_works_says_no_company():
    assert MatchProfile(names=("Hugues BRUNET",), title="ENSEIGNE ET TERRASSE - LE HAVRE").record_names == []
    assert MatchProfile(names=("SERVICE VOIRIE",), title="ASSAINISSEMENT / RUE DU PONT").record_names == []
    assert ("eliad",) in MatchProfile(names=("SERVICE VOIRIE",), title="POSE ARMOIRE ELIAD").record_names
