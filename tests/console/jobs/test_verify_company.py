"""A company typed by hand is compared with the directory, however long that is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from models import companies
from models.companies import Company
from models.companies.directory import Establishment, State
from models.companies.findings import list_findings
from models.kernel.base import db
from models.values.siret import Siret
from tests.support import people
from tests.support.servers.smtp import Sink

DAY = 24 * 3600


class Directory:
    """Gives the answers that it was told, one after the other."""

    def __init__(self, *answers: Establishment) -> None:
        self.answers = list(answers)

    def find(self, _: Any, *, again: bool = False) -> Establishment:
        """The next."""
        return self.answers.pop(0)


def typed_by_hand(**facts: Any) -> Company:
    return companies.register(people.facts(state=State.UNAVAILABLE, **facts), actor=people.SYSTEM)


def test_a_company_typed_by_hand_is_checked_when_the_directory_is_back_and_never_overwritten(
    work: Callable[[], int],
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
    make_app: Callable[..., Flask],
    sink: Sink,
) -> None:
    company = typed_by_hand(name="TAPEE A LA MAIN")
    siret = Siret(company.siret)
    silent, unknown = Establishment.unavailable(siret), Establishment.unknown(siret)
    known = Establishment(siret, State.OPEN, name="DU REPERTOIRE")
    directory = Directory(silent, silent, unknown, unknown, known)
    monkeypatch.setitem(make_app(mail_url=sink.url).extensions, "bascule.directory", directory)
    for state in ("unavailable", "unavailable", "unknown", "unknown"):
        work()
        db.session.refresh(company)
        assert company.is_to_verify and company.directory_state == state
        clock.shift(2 * DAY)  # a directory may be away for long: the question is never given up
    work()
    db.session.refresh(company)
    assert not company.is_to_verify and company.name == "TAPEE A LA MAIN"
    assert list_findings(company) == {"name": "DU REPERTOIRE"}
    assert not directory.answers
