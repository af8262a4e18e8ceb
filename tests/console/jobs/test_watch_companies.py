"""Every night the attached companies are looked up again, and what is new of them becomes somebody's task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from console.directories.double import DirectoryDouble
from console.jobs import watch_companies
from models import attachments
from models.cases.queries import find_open_whole
from models.companies import Company
from models.companies.directory import State
from models.kernel import heartbeats
from models.kernel.base import db
from models.kernel.jobs import Job
from tests.support import people
from tests.support.records import CODE, concession, of
from tests.support.servers.smtp import Sink

NIGHT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def directory(
    make_app: Callable[..., Flask], sink: Sink, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> Iterator[DirectoryDouble]:
    clock.move_to(NIGHT, tick=False)
    double = DirectoryDouble()
    monkeypatch.setitem(make_app(mail_url=sink.url).extensions, "bascule.directory", double)
    yield double


def holding(directory: DirectoryDouble, **says: Any) -> Company:
    """A company that holds a record, and what the directory says of it now."""
    account, record = people.active(), concession()
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))
    company = account.company
    directory.company(company.siret, **{"name": company.name, **says})
    found = directory.known[company.siret]
    company.address, company.postcode, company.city = found.address, found.postcode, found.city
    db.session.commit()
    return company


def owed() -> list[Job]:
    return list(db.session.scalars(db.select(Job).where(Job.kind == "watch-companies", Job.is_waiting)))


def test_one_that_closed_opens_a_task_for_whoever_takes_it_up(
    work: Callable[[], int], directory: DirectoryDouble
) -> None:
    closed, same = holding(directory, state=State.CLOSED), holding(directory)
    work()
    case = find_open_whole(closed.id)
    assert case is not None and case.owner_id is None
    assert case.next_action.startswith("Fermée au répertoire Sirene")
    assert find_open_whole(same.id) is None
    assert not owed() and heartbeats.last_beat(watch_companies.NAME) == NIGHT


def test_the_task_names_who_may_go_on_in_its_place_by_name_and_number(
    work: Callable[[], int], directory: DirectoryDouble
) -> None:
    alone, several = holding(directory, state=State.CLOSED), holding(directory, state=State.CLOSED)
    first = people.site_of(alone.siret, 2)
    directory.company(first, name="RESEAUX DU PORT " * 12)
    names = [people.site_of(several.siret, number) for number in (2, 3, 4)]
    for siret in names:
        directory.company(siret, name="GAZ DU LITTORAL")
    work()
    task, other = (find_open_whole(company.id).next_action for company in (alone, several))
    assert f"RESEAUX DU, SIRET {first.spaced}, la remplace" in task and len(task) <= 250
    assert (
        f"GAZ DU LITTORAL, SIRET {names[0].spaced}, ou l’un des 2\N{NO-BREAK SPACE}autres, la remplace"
        in other
    )


def test_the_plan_of_whoever_sees_to_it_stays_and_the_news_are_a_note(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any
) -> None:
    company = holding(directory, name="LITTORAL ET FILS")
    work()
    assert find_open_whole(company.id).next_action.startswith(
        "Le répertoire Sirene a changé (raison sociale)"
    )
    clock.shift(timedelta(days=1))
    directory.company(company.siret, state=State.CLOSED)
    work()
    case = find_open_whole(company.id)
    assert case.next_action.startswith("Le répertoire Sirene a changé")
    assert [note.text[:6] for note in case.notes] == ["Fermée"]


def test_who_holds_nothing_is_left_alone_and_by_day_nobody_is_asked(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any
) -> None:
    people.active()
    work()
    assert directory.questions == []
    holding(directory)
    clock.move_to(NIGHT + timedelta(hours=8), tick=False)
    work()
    assert directory.questions == [] and not owed()


def test_a_silent_directory_is_come_back_to_where_it_fell_silent(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = holding(directory), holding(directory, state=State.CLOSED)
    monkeypatch.setattr(watch_companies, "AT_ONCE", 1)
    work()
    assert [str(siret) for siret in directory.questions] == [first.siret]
    directory.available = False
    clock.shift(watch_companies.PAUSE)
    work()
    assert find_open_whole(second.id) is None and owed()[0].payload["after"] == first.id
    directory.available = True
    clock.shift(watch_companies.SILENT)
    work()
    assert find_open_whole(second.id) is not None
    assert first.siret not in map(str, directory.questions[1:])


@pytest.mark.parametrize("odd", [0, 2])
def test_one_about_which_the_directory_stays_silent_holds_up_no_other_and_no_other_night(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any, odd: int
) -> None:
    states = [State.CLOSED] * 3
    states[odd] = State.UNAVAILABLE
    held = [holding(directory, state=state) for state in states]
    for _ in range(3):
        work()
        clock.shift(watch_companies.SILENT)
    assert not owed() and heartbeats.last_beat(watch_companies.NAME) is not None
    assert [find_open_whole(company.id) is None for company in held] == [at == odd for at in range(3)]


def test_nobody_is_passed_while_the_directory_is_away(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any
) -> None:
    held = [holding(directory, state=State.CLOSED) for _ in range(3)]
    directory.available = False
    for _ in range(3):
        work()
        clock.shift(watch_companies.SILENT)
    assert owed()[0].payload["after"] == 0
    directory.available = True
    work()
    assert not owed() and all(find_open_whole(company.id) for company in held)


def test_a_night_in_which_nobody_was_answered_is_no_watch(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any
) -> None:
    holding(directory)
    directory.available = False
    for _ in range(2):
        work()
        clock.shift(watch_companies.SILENT)
    assert not owed() and heartbeats.last_beat(watch_companies.NAME) is None


def test_what_one_night_leaves_the_next_one_goes_on_with(
    work: Callable[[], int], directory: DirectoryDouble, clock: Any
) -> None:
    holding(directory)
    directory.available = False
    work()
    clock.move_to(NIGHT + timedelta(hours=8), tick=False)
    work()
    [job] = owed()
    assert job.due_at == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    directory.available = True
    clock.move_to(job.due_at, tick=False)
    work()
    assert not owed() and heartbeats.last_beat(watch_companies.NAME) is not None
