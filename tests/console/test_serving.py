"""The web server's process: what it keeps is kept apart from what a request leaves."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from console import serving


def test_the_application_is_kept_from_every_later_look_through_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[str] = []

    def made(settings: Any, doors: Any) -> Flask:
        steps.append("made")
        return Flask("console")

    monkeypatch.setattr(serving.logs, "begin", lambda: None)
    monkeypatch.setattr(serving, "create_app", made)
    for name in ("collect", "freeze"):
        monkeypatch.setattr(serving.gc, name, lambda name=name: steps.append(name))
    settings: Any = None
    serving.Server(settings, ("portal",), "127.0.0.1", 0, 1).load()
    assert steps == ["made", "collect", "freeze"]
