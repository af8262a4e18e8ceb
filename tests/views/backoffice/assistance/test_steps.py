"""Each step has its template, and what a step says is filled with the facts of the call."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import views
from models.assistance.next_step import NextStep
from tests.support import people
from tests.support.calls import ask, heading, step

STEPS = Path(views.__file__).parent / "templates" / "backoffice" / "assistance" / "steps"


def test_every_step_has_its_template_and_every_template_its_step():
    parts = {path.stem for path in STEPS.glob("*.html")}
    assert {name for name in parts if not name.startswith("_")} == {str(step) for step in NextStep}


@pytest.mark.parametrize(("hours", "words"), [(0, "À activer, 71 h"), (71.5, "À activer, moins d’une heure")])
def test_a_link_says_how_long_it_still_lives(app, desk, agent, clock, hours, words):
    account = people.pending()
    clock.move_to(account.link_sent_at + timedelta(hours=hours))
    page = ask(desk(agent), account.identifier)
    assert words in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_words_of_a_step_name_whom_it_is_about(app, desk, agent, clock):
    account = people.pending()
    clock.shift(4 * 24 * 3600)
    page = ask(desk(agent), account.identifier)
    assert step(page) == "resend-activation"
    assert heading(page) == f"Renvoyer le lien d’activation à {account.full_name}"
    assert account.email in page.text
