"""How long a link lives is said as the rule has it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

import views
from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from views.formats import NBSP
from views.messages.kernel import link_life

ROOM = Path(views.__file__).parent


@pytest.mark.parametrize(
    ("hours", "words"), [(1, "une heure"), (24, f"24{NBSP}heures"), (72, f"72{NBSP}heures")]
)
def test_hours_are_counted_and_one_is_a_word(monkeypatch: pytest.MonkeyPatch, hours: int, words: str) -> None:
    monkeypatch.setitem(LIFE, Purpose.ACTIVATION, timedelta(hours=hours))
    assert link_life("activation") == words


def test_a_page_says_the_life_of_the_rule(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIFE, Purpose.ACTIVATION, timedelta(hours=48))
    assert f"pendant 48{NBSP}heures" in app.test_client().get("/faq").get_data(as_text=True)


def test_no_sentence_types_the_life_of_a_link() -> None:
    lives = {life // timedelta(hours=1) for life in LIFE.values()} - {1, 24}  # other rules count a day, too
    typed = re.compile(rf"\b(?:{'|'.join(map(str, lives))})\W+heures")
    found = [
        f"{path.name}: {match.group()}"
        for kind in ("*.py", "*.html", "*.txt")
        for path in ROOM.rglob(kind)
        if path.name != "kernel.py"  # the sentence that says how
        for match in typed.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
