"""Dates and numbers as French readers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from markupsafe import escape

from views import formats

MORNING = datetime(2026, 11, 23, 8, 47, tzinfo=UTC)


def plain(text: str) -> str:
    assert " " not in text.replace(" à ", "").replace(", ", ""), "a breaking space is left"
    return text.replace("\u00a0", " ")


def read(text: str) -> str:
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


NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "listed", "expected"),
    [
        (timedelta(seconds=20), "À l’instant", "À l’instant, à 11 h 59"),
        (timedelta(minutes=5), "Il y a 5 minutes", "Il y a 5 minutes, à 11 h 55"),
        (timedelta(hours=3), "Aujourd’hui, 9 h", "Aujourd’hui, 9 h"),
        (timedelta(hours=15), "Hier, 21 h", "Hier, 21 h"),
        (timedelta(days=2), "21 nov. 2026, 12 h", "21 nov. 2026, 12 h"),
        (timedelta(minutes=-10), "Dans 10 minutes", "Dans 10 minutes, à 12 h 10"),
        (timedelta(hours=-21), "Demain, 9 h", "Demain, 9 h"),
    ],
)
def test_a_time_is_told_in_words_where_it_is_near_and_a_history_adds_the_clock(since, listed, expected):
    assert read(formats.stamp(NOON - since, at=NOON)) == listed
    assert read(formats.story(NOON - since, at=NOON)) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1 minute"),
        (timedelta(hours=2), "il y a 2 heures"),
        (timedelta(hours=13), "hier"),
        (timedelta(days=3), "il y a 3 jours"),
        (timedelta(days=70), "il y a 2 mois"),
        (timedelta(days=800), "il y a 2 ans"),
        (timedelta(seconds=-5), "dans moins d’une minute"),
        (timedelta(hours=-13), "demain"),
        (timedelta(days=-3), "dans 3 jours"),
    ],
)
def test_how_far_off_is_told_in_the_largest_whole_unit(since, expected):
    assert read(formats.ago(NOON - since, at=NOON)) == expected


def test_just_after_midnight_is_minutes_ago_not_yesterday():
    midnight = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
    assert read(formats.stamp(midnight - timedelta(minutes=20), at=midnight)) == "Il y a 20 minutes"


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
    assert drawn.count("<b-g>") == 3
    assert str(escape(formats.siret("<b>"))) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=-1), "à tout moment"),
        (timedelta(seconds=59), "à tout moment"),
        (timedelta(minutes=40), "dans 40 min"),
        (timedelta(hours=3, minutes=59), "dans 3 h"),
        (timedelta(hours=47), "dans 47 h"),
        (timedelta(hours=48), "dans 2 jours"),
        (timedelta(days=7), "dans 7 jours"),
    ],
)
def test_a_deadline_is_counted_down(left, words):
    assert formats.time_left(left).replace("\xa0", " ") == words


def test_a_number_told_in_groups_is_escaped_in_each_of_them():
    drawn = formats.Grouped(f'<b>{formats.NBSP}"&').__html__()
    assert drawn == "&lt;b&gt;<b-g>&#34;&amp;</b-g>"
