"""The job of a file from the console: tried, taken in, held, taken up again where it was."""

from __future__ import annotations

import pytest

from console.imports import concessions
from console.imports.runs import ledger
from models.concessions import Concession
from models.documents import imports
from models.documents.imports import ImportKind, files, queries, working
from models.kernel import jobs
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from tests.support import records
from tests.support.records import actions, by, count
from tests.support.runs import DESK, MIGRATIONS, Town, again, lines, moves, owed, sent, work


@pytest.fixture(autouse=True)
def small(monkeypatch, app):
    """Chunks of ten lines."""
    monkeypatch.setattr(concessions, "CHUNK", 10)


def test_a_dry_run_writes_nothing_and_tells_what_would_change(admin):
    records.concession(reference="R00001", title="Quai 1", code="1037", city="Harfleur")
    run = sent(by(admin), *lines(12), "R00099;;1234;Le Havre")
    assert (run.state, owed()) == ("essai", 1)
    work()
    run = again(run)
    assert run.state == "a-confirmer" and count(Concession) == 1
    assert (run.tally, run.refused, run.lines) == ({"created": 11, "updated": 1, "unchanged": 0}, 1, 13)
    [refused] = queries.list_lines(run, refused=True)
    [changed] = queries.list_lines(run, refused=False)
    assert (refused.number, refused.problems[0]["problem"]) == (14, "missing")
    assert refused.cells == ["R00099", "", "", "Le Havre"], "all but the code"
    assert (changed.before, changed.after) == ({"city": "Harfleur"}, {"city": "Le Havre"})


def test_a_refused_line_is_kept_as_it_was_read_and_without_a_code(admin):
    run = sent(by(admin), "R2;Quai;Le Havre;4826", "R3;Dupont &amp; Fils;4826", "R4;Perret;4;Le Havre 4")
    work()
    kept = [(line.number, line.cells) for line in queries.list_lines(run, refused=True)]
    assert kept == [(2, ["R2", "Quai", "", None]), (4, ["R4", "Perret", "", "Le Havre 4"])]
    assert [line.problems for line in queries.walk(run) if "4826" in str((line.problems, line.cells))] == []


def test_a_run_has_a_report_where_something_is_wrong_with_a_line(admin):
    records.concession(reference="R00001", title="Quai 1", code="1037", city="Harfleur")
    changed = sent(by(admin), *lines(1), rehearse=False)
    remarked = sent(by(admin), "R00001;Quai 2;1037;", rehearse=False)
    refused = sent(by(admin), "R00002;;1037;", rehearse=False)
    work()
    assert [queries.has_problems(again(run)) for run in (changed, remarked, refused)] == [False, True, True]
    with pytest.raises(imports.NothingToTell):
        imports.check_report(changed, by(admin))
    imports.check_report(remarked, by(admin))
    imports.check_refused(refused, by(admin))
    db.session.execute(db.delete(imports.ImportLine))
    with pytest.raises(imports.NothingToTell):
        imports.check_refused(refused, by(admin))


def test_what_is_confirmed_is_taken_in_and_its_file_is_gone(admin):
    run = sent(by(admin), *lines(25))
    work()
    key = again(run).file_key
    imports.confirm(run, actor=by(admin))
    work()
    run = again(run)
    assert (run.state, run.tally["created"], run.reached, run.file_key) == ("termine", 25, 25, None)
    assert count(Concession) == 25 and run.sample == []
    with pytest.raises(imports.FileGone):
        files.read(key)
    assert [name for name in actions() if name.startswith("import-")] == [
        "import-sent",
        "import-confirmed",
        "import-ended",
    ]


def test_one_that_is_wanted_without_a_dry_run_has_none(admin):
    run = sent(by(admin), *lines(3), rehearse=False)
    work()
    assert again(run).state == "termine" and count(Concession) == 3


def test_one_whose_columns_somebody_else_tells_is_tried_first(admin, agent):
    title, head = records.concession().title, MIGRATIONS.replace("intitule", "quoi")
    run = sent(by(agent), *moves(title), head=head, kind=ImportKind.MIGRATIONS, rehearse=False)
    assert (run.state, run.rehearses) == ("colonnes", False)
    columns = MIGRATIONS.split(";")
    imports.tell_columns(run, columns, DESK.wanted(ImportKind.MIGRATIONS), actor=by(admin))
    assert (again(run).state, run.rehearses, run.runner_id) == ("essai", True, None)


def test_long_files_let_others_have_their_turn(admin, monkeypatch):
    monkeypatch.setattr(ledger, "SLICE", -1.0)
    run = sent(by(admin), *lines(35), rehearse=False)
    assert work() == 4
    assert again(run).tally["created"] == 35 and count(Concession) == 35


@pytest.mark.parametrize("replaces", [True, False])
def test_a_file_from_a_page_is_no_free_guess_at_the_codes_of_known_records(admin, replaces):
    for number in range(2):
        records.concession(reference=f"R{number}", title=f"Quai {number}", code="1037", city="Harfleur")

    def answers(*rows, **how):
        run = sent(by(admin), *rows, options={"replace_codes": replaces}, **how)
        work()
        return again(run).tally, run.notes, [line.problems for line in queries.walk(run)]

    right, wrong = (
        f"R{number};Quai {number};{code};Harfleur" for number, code in enumerate(("1037", "1038"))
    )
    assert answers(right) == answers(wrong), "the dry run of a right code and of a wrong one"
    tally, notes, lines = answers(right, wrong, rehearse=False)
    assert (tally["updated"], notes["codes replaced"]) == ((1, 1) if replaces else (0, 0))
    assert notes["warnings"] == 0 and not any(lines)


@pytest.mark.parametrize("rehearse", [True, False])
def test_codes_that_bar_self_service_are_counted_over_all_slices(admin, monkeypatch, rehearse):
    monkeypatch.setattr(ledger, "SLICE", -1.0)
    weak = [f"W{n};Quai faible {n};1111;" for n in range(3)]
    common = [f"C{n};Quai commun {n};4826;" for n in range(12)]
    run = sent(by(admin), *lines(2), *weak, *common, rehearse=rehearse)
    work()
    notes = again(run).notes
    assert (notes["weak codes"], notes["common codes"]) == (3, 12)


def test_a_long_file_is_patient_from_where_it_got_on(admin, monkeypatch):
    monkeypatch.setattr(ledger, "SLICE", -1.0)
    sent(by(admin), *lines(35), rehearse=False)
    job = db.session.scalars(db.select(Job)).one()
    job.first_due_at = now() - jobs.PATIENCE
    db.session.commit()
    work(turns=2)
    with transaction():
        [claimed] = jobs.claim("w")
        assert claimed.attempts == 1
        assert jobs.retry_later(claimed, "OSError"), "its first failure does not bury it"


def test_one_whose_job_was_buried_waits_for_somebody(admin):
    tried, taken, living = (sent(by(admin), *lines(3), rehearse=dry) for dry in (True, False, False))
    for job in db.session.scalars(db.select(Job)).all():
        if job.payload["run"] != living.id:
            jobs.give_up(job, "OSError")
    assert working.put_stranded_aside(actor=by(admin)) == 2
    assert [again(run).state for run in (tried, taken, living)] == ["colonnes", "interrompu", "en-cours"]
    assert actions().count("import-paused") == 2 and working.put_stranded_aside(actor=by(admin)) == 0
    imports.resume(taken, actor=by(admin))
    work()
    assert again(taken).state == "termine"


def test_a_run_that_is_held_stops_between_two_chunks_and_goes_on_there(admin, monkeypatch):
    monkeypatch.setattr(ledger, "SLICE", -1.0)
    run = sent(by(admin), *lines(35), "R1;Sans code;;", rehearse=False)
    work(turns=2)
    imports.pause(run, actor=by(admin))
    work()
    assert (again(run).state, run.reached, count(Concession), owed()) == ("interrompu", 20, 20, 0)
    imports.resume(run, actor=by(admin))
    work()
    run = again(run)
    assert (run.state, run.tally["created"], run.refused) == ("termine", 35, 1)


def test_one_that_is_held_and_resumed_again_and_again_owes_one_job(admin):
    run = sent(by(admin), *lines(3), rehearse=False)
    for _ in range(3):
        imports.pause(run, actor=by(admin))
        imports.resume(run, actor=by(admin))
    assert owed() == 1
    assert work() == 1 and again(run).state == "termine"


def test_one_that_waits_for_a_retry_goes_on_as_soon_as_somebody_resumes_it(admin):
    run = sent(by(admin), *lines(3), rehearse=False)
    imports.pause(run, actor=by(admin))
    with transaction():
        [job] = jobs.claim("w")
        job.attempts = 9
        jobs.retry_later(job, "OSError")
    assert work() == 0
    imports.resume(run, actor=by(admin))
    assert (owed(), work(), again(run).state) == (1, 1, "termine")


def test_one_that_is_resumed_while_its_worker_lets_go_is_not_left_alone(admin, monkeypatch):
    run = sent(by(admin), *lines(3), rehearse=False)
    keep = working.keep

    def held(found, *what):
        monkeypatch.setattr(working, "keep", keep)
        db.session.rollback()
        imports.pause(run, actor=by(admin))
        imports.resume(run, actor=by(admin))
        raise working.Halted

    monkeypatch.setattr(working, "keep", held)
    work(turns=1)
    assert (again(run).state, owed()) == ("en-cours", 1)
    work()
    assert again(run).state == "termine" and count(Concession) == 3


def test_a_pause_in_the_middle_of_a_chunk_takes_the_chunk_back(admin, monkeypatch):
    run = sent(by(admin), *lines(30), rehearse=False)
    take = concessions.take

    def paused(chunk, **how):
        taken = take(chunk, **how)
        if chunk[0].line > 10:
            db.session.execute(db.update(type(run)).values(state="interrompu"))
        return taken

    monkeypatch.setattr(concessions, "take", paused)
    work()
    assert (again(run).reached, count(Concession)) == (10, 10)


def test_a_worker_killed_in_a_chunk_leaves_what_was_kept_and_the_next_ends_it(admin, monkeypatch):
    run = sent(by(admin), *lines(30), rehearse=False)
    keep = working.keep

    class Killed(BaseException):
        pass

    def killed(found, *what):
        keep(found, *what)
        if found.reached == 20:
            raise Killed

    monkeypatch.setattr(working, "keep", killed)
    with pytest.raises(Killed):
        work()
    assert (again(run).reached, count(Concession)) == (10, 10)
    monkeypatch.undo()
    db.session.execute(db.update(Job).values(leased_by=None, leased_until=None))
    db.session.commit()
    monkeypatch.setattr(concessions, "CHUNK", 10)
    work()
    assert again(run).tally == {"created": 30, "updated": 0, "unchanged": 0}
    assert count(Concession) == 30


def test_a_worker_killed_in_the_first_line_of_a_batch_has_made_it(agent, monkeypatch):
    title = records.concession().title
    run = sent(by(agent), *moves(title), head=MIGRATIONS, kind=ImportKind.MIGRATIONS, rehearse=False)

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(working, "keep", killed)
        with pytest.raises(Killed):
            work(Town())
    assert working.lines_made(run) == {2} and again(run).reached == 0
    db.session.execute(db.update(Job).values(leased_by=None, leased_until=None))
    db.session.commit()
    work(Town())
    assert again(run).tally == {"migrated": 1, "unchanged": 0}


def test_a_worker_that_another_has_overtaken_keeps_nothing(admin):
    run = sent(by(admin), *lines(3), rehearse=False)
    with pytest.raises(working.Halted):
        working.keep(run, imports.ImportState.RUNNING, 2, working.Reached(3, 0, {}, {}), {})
    assert again(run).reached == 0


def test_a_file_that_is_gone_ends_its_run(admin):
    run = sent(by(admin), *lines(3))
    files.forget(run.file_key)
    work()
    assert again(run).state == "abandonne" and actions()[-1] == "import-dropped"


def test_a_disk_that_does_not_answer_ends_no_run(admin, monkeypatch):
    run = sent(by(admin), *lines(3))

    def fail(_):
        raise PermissionError

    monkeypatch.setattr(files, "read", fail)
    with pytest.raises(PermissionError):
        work()
    assert again(run).state == "essai", "the job is tried again"


def test_one_that_was_dropped_before_its_file_was_missed_is_dropped_once(admin):
    run = sent(by(admin), *lines(3))
    imports.drop(run, actor=by(admin))
    working.lose(run, imports.ImportState.REHEARSING, actor=by(admin))
    assert actions().count("import-dropped") == 1


def test_who_left_takes_nothing_in_any_more(admin):
    run = sent(by(admin), *lines(3), rehearse=False)
    admin.disabled_at = admin.created_at
    db.session.commit()
    work()
    assert again(run).state == "interrompu" and count(Concession) == 0


def test_a_batch_of_migrations_is_tried_by_an_administrator_and_made_in_an_agents_name(admin, agent):
    titles = [records.concession().title for _ in range(3)]
    run = sent(by(admin), *moves(*titles), head=MIGRATIONS, kind=ImportKind.MIGRATIONS, rehearse=False)
    work(Town())
    assert (again(run).state, run.tally) == ("a-confirmer", {"migrated": 3, "unchanged": 0})
    imports.confirm(run, actor=by(agent))
    work(Town())
    assert (again(run).state, run.tally) == ("termine", {"migrated": 3, "unchanged": 0})
    assert working.lines_made(run) == {2, 3, 4}


def test_a_dry_run_of_migrations_goes_on_with_what_it_knew(agent, monkeypatch):
    monkeypatch.setattr(ledger, "SLICE", -1.0)
    title = records.concession().title
    run = sent(by(agent), *moves(title, title, title), head=MIGRATIONS, kind=ImportKind.MIGRATIONS)
    assert work(Town()) == 3
    assert (again(run).state, run.tally["migrated"], run.refused) == ("a-confirmer", 1, 2)


def test_a_dry_run_from_a_page_is_no_free_guess_at_codes(admin, agent):
    titles = [records.concession().title for _ in range(2)]
    for who in (admin, agent):
        for code in (records.CODE, records.WRONG):
            rows = moves(*titles, code=code)
            run = sent(by(who), *rows, head=MIGRATIONS, kind=ImportKind.MIGRATIONS)
            work(Town())
            assert (again(run).state, run.tally["migrated"], run.refused) == ("a-confirmer", 2, 0)
    assert count(Attempt) == 0, "so nothing need be counted"
    imports.confirm(run, actor=by(agent))
    work(Town())
    assert (again(run).refused, count(Attempt)) == (2, 2), "the code is checked when the line is taken in"


def test_a_directory_that_allows_no_more_gives_others_their_turn(agent, monkeypatch):
    class Slow(Town):
        def find_patiently(self, siret, waiting):
            waiting(30.0)

    run = sent(by(agent), *moves("Quai"), head=MIGRATIONS, kind=ImportKind.MIGRATIONS)
    work(Slow())
    assert again(run).state == "essai" and owed() == 1
