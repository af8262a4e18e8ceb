"""What is said of the pace: true in the first week, of few weeks, on the closing day, of a slow pace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.reports.campaign.breakdowns import Breakdown
from models.reports.campaign.figures import Figures
from models.reports.campaign.tables import Step
from views.backoffice.campaign.charts import burn_up, outlook_words

TODAY = date(2026, 3, 11)
MONDAY = date(2026, 3, 9)


def figures(left, *attached):
    """So many left; what was attached in each week, this one last."""
    first = MONDAY - timedelta(days=7 * (len(attached) - 1))
    weeks = [
        (Breakdown.ATTACHED_WEEK.value, (first + timedelta(days=7 * place)).isoformat(), "attached", number)
        for place, number in enumerate(attached)
    ]
    steps = [
        (Breakdown.STEP.value, "", step.value, n)
        for step, n in ((Step.RECORD, left), (Step.ATTACHED, sum(attached)))
    ]
    return Figures([*steps, *weeks])


def outlook_text(found, closes_on=None):
    outlook = found.outlook(TODAY, closes_on)
    drawn = burn_up(found, outlook, TODAY)
    assert drawn is not None and drawn.words == outlook_words(outlook, TODAY)
    return drawn.words


@pytest.mark.parametrize(
    ("attached", "words"),
    [
        ((40,), "La première semaine n’est pas finie"),
        ((4, 0), "À 4 par semaine, comme la dernière, ce sera fini le"),
        ((2, 4, 0), "À 3 par semaine, la moyenne des deux dernières, ce sera fini le"),
        ((9, 1, 1, 1, 1, 1, 1, 0), "À 1 par semaine, la moyenne des six dernières, ce sera fini le"),
        ((9, 0, 3), "À 4,5 par semaine, la moyenne des deux dernières"),
        ((9, 0, 0, 0, 0, 0, 0, 3), "Aucune ne l’a été pendant les six dernières semaines entières"),
    ],
)
def test_the_pace_is_told_of_the_weeks_that_there_are(attached, words):
    assert words in outlook_text(figures(100, *attached))


def test_a_pace_that_ends_beyond_a_hundred_years_is_told_without_a_day():
    for left in (6_000, 4_000_000):
        found = figures(left, 1, 0, 0, 0, 0, 0, 0)
        assert "il faudrait plus de cent ans" in outlook_text(found)
        assert found.outlook(TODAY, TODAY + timedelta(days=90)).is_late


def test_the_old_site_closes_on_its_day_and_has_closed_on_the_next():
    found = figures(10, 2, 0)
    assert "ferme aujourd’hui" in outlook_text(found, TODAY)
    assert "a fermé le" in outlook_text(found, TODAY - timedelta(days=1))
    assert "dans 1 jour" in outlook_text(found, TODAY + timedelta(days=1)).replace("\u00a0", " ")


def test_in_the_first_week_nobody_is_called_late_before_the_closing_day():
    found = figures(10, 40)
    assert not found.outlook(TODAY, TODAY + timedelta(days=30)).is_late
    assert found.outlook(TODAY, TODAY - timedelta(days=1)).is_late
