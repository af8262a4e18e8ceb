"""Dates and numbers as French readers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from markupsafe import escape

from views import formats

MORNING = datetime(2026, 11, 23, 8, 47, tzinfo=UTC)


def plain(text: str) -> str:
    assert " " not in text.replace(" à ", "").replace(", ", ""), "a breaking space is left"
    return text.replace("\u00a0", " ")


def test_a_time_is_told_on_the_clock_of_le_havre():
    assert plain(formats.clock(MORNING)) == "9 h 47"


def test_the_full_hour_needs_no_minutes():
    assert plain(formats.clock(datetime(2026, 7, 1, 6, 0, tzinfo=UTC))) == "8 h"


def test_a_date_is_written_in_full():
    assert plain(formats.day(date(2026, 11, 23))) == "23 novembre 2026"


def test_the_first_of_the_month_is_an_ordinal():
    assert plain(formats.day(date(2026, 10, 1))) == "1er octobre 2026"


def test_the_day_of_a_late_moment_is_the_day_in_paris():
    assert plain(formats.day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))) == "1er janvier 2027"


def test_a_moment_is_a_day_and_a_time():
    assert formats.moment(MORNING).replace("\u00a0", " ") == "23 novembre 2026 à 9 h 47"


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 11, 23), "Aujourd’hui, 9 h 47"),
        (date(2026, 11, 24), "Hier, 9 h 47"),
        (date(2026, 11, 25), "23 nov. 2026, 9 h 47"),
    ],
)
def test_a_stamp_is_near_first_then_a_date(today, shown):
    assert formats.stamp(MORNING, on=today).replace("\u00a0", " ") == shown


def test_thousands_are_parted():
    assert plain(formats.number(18240)) == "18 240"


def test_a_siret_is_read_in_four_groups():
    assert plain(formats.siret("20008495200015")) == "200 084 952 00015"


def test_what_is_no_siret_is_shown_as_it_is():
    assert formats.siret("2000") == "2000"


def test_a_siren_is_read_in_three_groups():
    assert plain(formats.siren("200084952")) == "200 084 952"


def test_a_french_phone_is_read_by_pairs():
    assert plain(formats.phone("+33235222525")) == "02 35 22 25 25"


def test_a_foreign_phone_keeps_its_country():
    assert formats.phone("+442079460000").startswith("+44")


def test_double_signs_never_begin_a_line():
    assert formats.typo("Détacher « A » ?") == "Détacher «\u00a0A\u00a0»\u00a0?"


@pytest.mark.parametrize(("count", "shown"), [(0, "0 ligne"), (1, "1 ligne"), (2, "2 lignes")])
def test_french_counts_from_two(count, shown):
    assert plain(formats.plural(count, "ligne")) == shown


def test_grouped_digits_are_spaced_to_the_eye_and_whole_to_the_clipboard():
    drawn = str(escape(formats.siret("20008495200015")))
    assert re.sub(r"<[^>]+>", "", drawn) == "20008495200015"
    assert drawn.count("<b-g>") == 4
    assert str(escape(formats.siret("<b>"))) == "&lt;b&gt;"
