"""What a batch asks of the directory: waited for, asked once, and what it does not vouch for is left."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from console.directories import chain, remotes
from console.directories.chain import Chain
from console.directories.double import DirectoryDouble
from console.directories.http import Trouble
from console.directories.remotes import Guarded
from console.imports.reader import What
from models import companies
from models.accounts.queries import find_by_identifier
from models.companies.directory import CompanyKind, Establishment, State
from models.companies.directory.services import Quota
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.values.siret import Siret
from tests.support import records
from tests.support.batches import Town
from tests.support.records import count


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"state": State.CLOSED}, What.COMPANY_CLOSED),
        ({"state": State.UNKNOWN}, What.COMPANY_UNKNOWN),
        ({"state": State.UNAVAILABLE}, What.DIRECTORY_SILENT),
        ({"state": State.PARTLY_DIFFUSIBLE, "name": "", "address": ""}, What.COMPANY_INCOMPLETE),
    ],
)
def test_what_the_directory_cannot_vouch_for_is_left_to_a_person(
    town: Town, changes: dict[str, Any], what: What
) -> None:
    summary = town.run(town.line(town.company(**changes), records.concession().title))
    assert summary.refused == 1 and town.heard == [(2, "siret", what)]
    assert count(companies.Company) == count(Attempt) == 0


def test_the_kind_may_be_left_to_the_directory(town: Town) -> None:
    siret = town.company(kind=CompanyKind.ASSOCIATION, legal_category="9220")
    assert town.run(town.line(siret, records.concession().title, type="")).done["migrated"] == 1
    account = find_by_identifier("asso.elodie.doeuvre")
    assert account is not None and account.company.kind == "association"


@pytest.mark.parametrize(
    ("typed", "kind"), [("SARL", "entreprise"), ("Commune", "collectivite"), ("asso", "association")]
)
def test_the_usual_spellings_of_a_kind_are_taken(town: Town, typed: str, kind: str) -> None:
    town.run(town.line(town.company(kind=None), records.concession().title, type=typed))
    assert town.heard == []
    assert db.session.scalar(db.select(companies.Company.kind)) == kind


class Frugal:
    """A service that answers seven questions a second, and 429 with `Retry-After: 1` to any more."""

    is_complete, quota = False, Quota(20, 1.0)  # we are told of more than there is

    def __init__(self, known: DirectoryDouble) -> None:
        self.known, self.calls, self.refused = known, list[float](), 0

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        at = now().timestamp()
        if sum(call > at - 1 for call in self.calls) >= 7:
            self.refused += 1
            raise Trouble("status 429", is_brief=True, is_quota=True, wait=1.0)
        self.calls.append(at)
        return self.known.find(siret)


def test_a_directory_with_a_quota_is_waited_for_and_asked_once_of_each_company(
    town: Town, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """60 good lines give 60; what is done is not asked again."""
    watch, heard = SimpleNamespace(monotonic=lambda: now().timestamp(), sleep=clock.shift), list[float]()
    monkeypatch.setattr(chain, "time", watch)
    monkeypatch.setattr(remotes, "time", watch)
    clock.move_to(now(), tick=False)
    lines = [
        town.line(town.company(), records.concession().title, person=f"p{n}@example.org") for n in range(60)
    ]
    service = Frugal(town.directory)
    town.directory = Chain([Guarded("frugal", service)], seconds=1.2)  # type: ignore[assignment]
    summary = town.run(*lines, waiting=heard.append)
    assert (summary.done["migrated"], summary.refused, town.heard) == (60, 0, [])
    assert service.refused and heard, "it said no, and the run said that it waits"
    assert len(service.calls) == 60
    summary = town.run(*lines, waiting=heard.append)
    assert (summary.done["unchanged"], summary.refused) == (60, 0)
    assert len(service.calls) == 60


def test_a_directory_that_is_down_is_not_waited_for(town: Town) -> None:
    town.directory.available = False
    heard: list[float] = []
    town.run(town.line(town.company(), records.concession().title), waiting=heard.append)
    assert town.heard == [(2, "siret", What.DIRECTORY_SILENT)] and heard == []


def test_a_number_that_is_a_duplicates_is_told_with_the_one_to_use(town: Town) -> None:
    siret = town.company()
    town.directory.add(Establishment.duplicate(siret, "552032534"))
    town.run(town.line(siret, records.concession().title))
    assert town.heard == [(2, "siret", What.COMPANY_DUPLICATE)]
    assert "552" in town.problems[0].detail
