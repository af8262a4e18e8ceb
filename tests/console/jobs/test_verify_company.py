"""A company typed by hand is compared with the directory, however long that is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from models import companies
from models.companies.directory import Establishment, State
from models.kernel.base import db
from tests.support import people
from tests.support.servers.smtp import Sink

DAY = 24 * 3600


def test_a_company_typed_by_hand_is_checked_when_the_directory_is_back(
    work: Callable[[], int],
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
    make_app: Callable[..., Flask],
    sink: Sink,
) -> None:
    facts = people.facts(state=State.UNAVAILABLE, name="TAPEE A LA MAIN")
    company = companies.register(facts, actor=people.SYSTEM)
    answers = [Establishment.unavailable(facts.siret)] * 3
    answers.append(Establishment(facts.siret, State.OPEN, name="DU REPERTOIRE"))

    class Directory:
        def find(self, _: Any) -> Establishment:
            return answers.pop(0)

    monkeypatch.setitem(make_app(mail_url=sink.url).extensions, "bascule.directory", Directory())
    for _ in range(3):
        work()
        assert company.is_to_verify
        clock.shift(2 * DAY)  # a directory may be away for long: the question is never given up
    work()
    db.session.refresh(company)
    assert not company.is_to_verify and company.name == "DU REPERTOIRE"
