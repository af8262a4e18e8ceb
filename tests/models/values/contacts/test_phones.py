"""Which phone numbers are taken, and as what they are stored and shown."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.contacts import (
    PhoneRefused,
    PhoneWhy,
    phone,
    show_phone,
)


@given(st.from_regex(r"\+33[1-9][0-9]{8}", fullmatch=True))
def test_a_number_of_france_is_told_as_the_library_tells_it(stored):
    spelt = phonenumbers.format_number(phonenumbers.parse(stored), phonenumbers.PhoneNumberFormat.NATIONAL)
    assert show_phone(stored) == spelt.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0123456789", "+33123456789"),
        ("02 35 22 33 44", "+33235223344"),
        ("02.35.22.33.44", "+33235223344"),
        ("02-35-22\N{NON-BREAKING HYPHEN}33\N{EN DASH}44", "+33235223344"),
        (" 02\N{NO-BREAK SPACE}35\N{NARROW NO-BREAK SPACE}22 33 44\N{LEFT-TO-RIGHT MARK}", "+33235223344"),
        ("+33 (0)2 35 22 33 44", "+33235223344"),
        ("0033 2 35 22 33 44", "+33235223344"),
        ("33 2 35 22 33 44", "+33235223344"),
        ("235223344", "+33235223344"),
        ("06 12 34 56 78", "+33612345678"),
        ("0262 12 34 56", "+262262123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0269 61 12 34", "+262269611234"),
        ("0590 88 12 34", "+590590881234"),
        ("0690 35 12 34", "+590690351234"),
        ("0696 30 12 34", "+596696301234"),
        ("0594 30 12 34", "+594594301234"),
        ("+33 692 12 34 56", "+262692123456"),
        ("+33 (0)594 30 12 34", "+594594301234"),
        ("0033 590 88 12 34", "+590590881234"),
        ("692 12 34 56", "+262692123456"),
        ("0709 00 12 34", "+590709001234"),
        ("0709 10 12 34", "+596709101234"),
        ("0709 20 12 34", "+262709201234"),
        ("+33 709 30 12 34", "+594709301234"),
        ("0709351234", "+262709351234"),
        ("+262 692 12 34 56", "+262692123456"),
        ("+687 24 12 34", "+687241234"),
        ("+44 20 7946 0018", "+442079460018"),
        ("+32 2 512 34 56", "+3225123456"),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert phone(typed) == stored
    assert phone(stored) == stored


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (None, PhoneWhy.EMPTY),
        ("  ", PhoneWhy.EMPTY),
        ("=0123456789", PhoneWhy.CHARACTERS),
        ("@0123456789", PhoneWhy.CHARACTERS),
        ("0123456789 poste 12", PhoneWhy.CHARACTERS),
        ("0123456789\n", PhoneWhy.CHARACTERS),
        ("01234567８９", PhoneWhy.CHARACTERS),
        ("tel:+33123456789", PhoneWhy.CHARACTERS),
        ("0" * 500, PhoneWhy.CHARACTERS),
        ("+", PhoneWhy.CHARACTERS),
        ("()", PhoneWhy.INVALID),
        ("02 35 22 33", PhoneWhy.INVALID),
        ("02 35 22 33 44 55", PhoneWhy.INVALID),
        ("0700000000", PhoneWhy.INVALID),
        ("3631", PhoneWhy.INVALID),
        ("+999 12 34 56 78", PhoneWhy.INVALID),
    ],
)
def test_what_nobody_can_call_is_refused(typed: str | None, why: PhoneWhy) -> None:
    with pytest.raises(PhoneRefused) as refused:
        phone(typed)
    assert refused.value.why is why


@given(st.one_of(st.text(), st.text("+0123456789 .-()/")))
def test_any_text_gives_a_number_or_a_refusal(text: str) -> None:
    try:
        stored = phone(text)
    except PhoneRefused:
        return
    assert stored[0] == "+" and stored[1:].isdigit() and stored.isascii()
    assert phone(show_phone(stored)) == stored


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+33235223344", "02 35 22 33 44"),
        ("+590690351234", "0690 35 12 34"),
        ("+262262123456", "0262 12 34 56"),
        ("+594709301234", "0709 30 12 34"),
        ("+442079460018", "+44 20 7946 0018"),
        ("", ""),
        (None, ""),
        ("inconnu", "inconnu"),
    ],
)
def test_a_number_is_shown_as_people_read_it(stored: str | None, shown: str) -> None:
    assert show_phone(stored).replace("\N{NO-BREAK SPACE}", " ") == shown
    assert " " not in show_phone(stored)


def test_a_siret_is_asked_of_no_part_of_france(monkeypatch):
    parsed = []
    parse = phonenumbers.parse
    monkeypatch.setattr(phonenumbers, "parse", lambda *args: parsed.append(args) or parse(*args))
    with pytest.raises(PhoneRefused):
        phone("20008495200015")
    assert len(parsed) == 1
