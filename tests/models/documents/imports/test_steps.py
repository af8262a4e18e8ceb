"""What people do to a file, and what becomes of one on which nobody decides: it holds codes."""

from __future__ import annotations

import os

import pytest

from models.documents import imports
from models.documents.imports import FileGone, ImportElsewhere, ImportKind, ImportLine, files
from models.documents.stores.folder import FolderStore
from models.kernel.errors import NotAllowed, Stale
from tests.support.people import SYSTEM
from tests.support.records import by, count
from tests.support.runs import again, lines, owed, sent, work

DAY = 86_400


@pytest.fixture(autouse=True)
def folder(app, tmp_path, monkeypatch):
    """A place for files, which these applications lack."""
    monkeypatch.setattr(files, "_store", FolderStore(tmp_path, spread=False))
    monkeypatch.setitem(app.extensions, "bascule.settings", None)
    return tmp_path


def test_a_file_is_kept_so_that_nobody_reads_it(folder, admin):
    run = sent(by(admin), "R1;Quai secret;4826;x")
    [kept] = folder.iterdir()
    assert b"Quai secret" not in kept.read_bytes() and kept.stat().st_mode & 0o077 == 0
    assert files.read(run.file_key) and kept.name == run.file_key


def test_a_form_that_is_sent_twice_keeps_one_file(folder, admin):
    first, second = (sent(by(admin), *lines(1), submission="k" * 24) for _ in range(2))
    assert first.id == second.id and len(list(folder.iterdir())) == owed() == 1


def test_a_step_is_taken_from_where_it_begins_alone_and_by_who_read_it_so(admin, agent):
    run = sent(by(admin), *lines(1), rehearse=False)
    for step in (imports.confirm, imports.resume, imports.drop):
        with pytest.raises(ImportElsewhere):
            step(run, actor=by(admin))
    with pytest.raises(NotAllowed):
        imports.pause(run, actor=by(agent))
    with pytest.raises(Stale):
        imports.pause(run, seen="0", actor=by(admin))


def test_agents_send_migrations_and_no_other_kind(folder, agent):
    with pytest.raises(NotAllowed):
        sent(by(agent), *lines(1))
    assert list(folder.iterdir()) == []
    assert sent(by(agent), *lines(1), kind=ImportKind.MIGRATIONS).state == "colonnes"


def test_what_nobody_decides_on_is_dropped_after_two_weeks(admin, clock):
    run = sent(by(admin), "x;y", head="a;b")
    clock.shift(13 * DAY)
    assert imports.drop_abandoned(actor=SYSTEM) == 0
    clock.shift(2 * DAY)
    key = run.file_key
    assert imports.drop_abandoned(actor=SYSTEM) == 1 and again(run).state == "abandonne"
    with pytest.raises(FileGone):
        files.read(key)


def test_what_a_crash_left_behind_goes_and_what_a_run_needs_stays(folder, admin):
    run = sent(by(admin), *lines(1))
    orphan = files.keep(b"x")
    for entry in folder.iterdir():
        os.utime(entry, (0, 0))
    assert imports.drop_abandoned(actor=SYSTEM) == 1
    assert files.read(run.file_key)
    with pytest.raises(FileGone):
        files.read(orphan)


def test_what_was_said_of_lines_is_forgotten_after_three_months(admin, clock):
    run = sent(by(admin), "R1;;1234;x", rehearse=False)
    work()
    clock.shift(89 * DAY)
    assert (imports.forget_lines(), count(ImportLine)) == (0, 1)
    clock.shift(2 * DAY)
    assert (imports.forget_lines(), count(ImportLine)) == (1, 0)
    assert again(run).refused == 1
