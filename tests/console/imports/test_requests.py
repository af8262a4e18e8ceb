"""The old portal's requests come in: once, by their number, for whoever holds their concession."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from console.imports.base import Summary
from console.imports.reader import Cells, FileRefused, Line, Problem, What
from console.imports.reader.problems import REMEDIES
from console.imports.requests import Requests, read_request
from models import road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.road_openings import RequestState, RoadOpeningRequest
from models.road_openings.queries import find_request_by_reference, list_requests_for_account
from models.staff import Agent
from models.values.days import day_of, today
from tests.support import road_works
from views.messages.imports import problems as words

HEAD = "numero;intitule;objet;adresse;commune;date_debut;date_fin;statut;date_depot;arrete\n"
SYSTEM = Actor.system("import")


def line(record: Concession, number: str = "2025/118", **changes: str) -> str:
    """A line as the old portal writes it."""
    cells = {
        "numero": number,
        "intitule": record.title.lower(),
        "objet": "Réparation de fuite",
        "adresse": "12 quai Southampton",
        "commune": "LE HAVRE",
        "date_debut": "03/11/2025",
        "date_fin": (today() + timedelta(days=4)).isoformat(),
        "statut": "Accordée",
        "date_depot": "10/10/2025",
        "arrete": "AR-2025-9",
    }
    return ";".join({**cells, **changes}.values()) + "\n"


def run(*lines: str, dry_run: bool = False, actor: Actor = SYSTEM) -> tuple[Summary, list[Problem]]:
    """Brings a file in."""
    return bring(HEAD, *lines, dry_run=dry_run, actor=actor)


def bring(
    head: str, *lines: str, dry_run: bool = False, actor: Actor = SYSTEM
) -> tuple[Summary, list[Problem]]:
    """Brings a file of that header in."""
    problems: list[Problem] = []
    file = io.BytesIO((head + "".join(lines)).encode())
    summary = Requests(dry_run=dry_run).bring_in(
        file, report=lambda problem, _: problems.append(problem), actor=actor
    )
    return summary, problems


def test_a_request_comes_in_whole_and_its_holder_sees_it(app: Flask, account: ProAccount) -> None:
    held = road_works.held(account)
    summary, problems = run(line(held.concession))
    assert not problems and summary.done["created"] == 1
    [made] = list_requests_for_account(account)
    assert (made.reference, made.state, made.order_number) == ("2025-118", "accordee", "AR-2025-9")
    assert (made.place, made.is_imported, made.is_editable) == ("12 quai Southampton, Le Havre", True, False)
    assert made.filed_at is not None and day_of(made.filed_at).isoformat() == "2025-10-10"


def test_what_is_over_by_its_dates_is_closed_and_its_company_tells_nothing_of_it(
    app: Flask, account: ProAccount
) -> None:
    held = road_works.held(account)
    dates = {"date_debut": "04/03/2024", "date_fin": "15/03/2024", "date_depot": "01/02/2024"}
    run(line(held.concession, **dates))
    [made] = list_requests_for_account(account)
    assert (made.state, made.order_number, made.moves[0].before) == ("close", "AR-2025-9", "accordee")
    summary, _ = run(line(held.concession, **dates))
    assert summary.done["unchanged"] == 1
    with transaction():  # taken in while it was open
        made.state = "accordee"
    assert made.is_past
    with pytest.raises(road_openings.MoveRefused):
        road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    record = road_works.concession()
    run(line(record))
    summary, _ = run(line(record))
    assert summary.done == {"created": 0, "updated": 0, "unchanged": 1}
    events = db.select(AuditEvent).where(AuditEvent.action == "requests-imported")
    assert len(list(db.session.scalars(events))) == 1


def test_many_requests_read_no_more_often_than_few(app: Flask) -> None:
    record = road_works.concession()
    reads: list[int] = []
    for lines in ([line(record, f"A{n}") for n in range(3)], [line(record, f"B{n}") for n in range(30)]):
        heard: list[str] = []
        listener = (db.engine, "before_cursor_execute", lambda *facts, heard=heard: heard.append(facts[2]))
        event.listen(*listener)
        run(*lines)
        event.remove(*listener)
        reads.append(sum(statement.startswith("SELECT") for statement in heard))
    assert reads[0] == reads[1] > 0


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_an_empty_cell_takes_away_is_counted_and_told(app: Flask, dry_run: bool) -> None:
    record = road_works.concession()
    run(line(record))
    summary, problems = run(
        line(record, objet="", adresse="néant", date_depot="", arrete=""), dry_run=dry_run
    )
    assert {(found.column, found.value) for found in problems} == {
        ("objet", "Réparation de fuite"),
        ("adresse", "12 quai Southampton"),
        ("date_depot", "10/10/2025"),
        ("arrete", "AR-2025-9"),
    }
    assert (summary.notes["values erased"], summary.refused) == (4, 0)


def test_an_error_of_a_spreadsheet_takes_nothing_away(app: Flask) -> None:
    record = road_works.concession()
    run(line(record))
    columns = ("objet", "adresse", "commune", "date_debut", "date_fin", "statut", "date_depot", "arrete")
    summary, problems = run(*(line(record, **{name: "#REF!"}) for name in columns))
    assert [(found.column, found.problem) for found in problems] == [
        (name, What.SPREADSHEET_ERROR) for name in columns
    ]
    assert summary.refused == len(columns)


def test_what_a_file_has_no_column_for_stays(app: Flask) -> None:
    record = road_works.concession()
    run(line(record))
    file = io.BytesIO(f"numero;intitule;statut\n2025/118;{record.title};close\n".encode())
    summary = Requests().bring_in(file, report=lambda *_: None, actor=SYSTEM)
    made = find_request_by_reference("2025-118")
    assert made is not None and (made.state, made.purpose) == ("close", "Réparation de fuite")
    assert made.filed_at is not None and summary.notes["values erased"] == 0


def test_a_known_number_updates_what_differs(app: Flask) -> None:
    record = road_works.concession()
    run(line(record, statut="en instruction", arrete=""))
    summary, _ = run(line(record, statut="Travaux terminés"))
    made = find_request_by_reference("2025-118")
    assert made is not None and summary.done["updated"] == 1 and made.status is RequestState.FINISHED


def test_what_was_moved_here_keeps_its_state(app: Flask, agent: Agent) -> None:
    record = road_works.concession()
    run(line(record))
    made = find_request_by_reference("2025-118")
    assert made is not None
    road_openings.move(made, RequestState.CLOSED, actor=Actor.of_agent(agent))
    run(line(record, objet="Autre"))
    db.session.refresh(made)
    assert (made.status, made.purpose) == (RequestState.CLOSED, "Autre")


def test_a_dry_run_writes_nothing_and_says_the_same(app: Flask) -> None:
    record = road_works.concession()
    summary, _ = run(line(record), dry_run=True)
    assert summary.done["created"] == 1
    assert db.session.scalar(db.select(RoadOpeningRequest)) is None
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.action == "requests-imported")) is None


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"statut": "perdue"}, What.NOT_LISTED),
        ({"statut": ""}, What.MISSING),
        ({"intitule": "PERSONNE"}, What.TITLE_UNKNOWN),
        ({"numero": ""}, What.MISSING),
        ({"numero": "///"}, What.MISSING),
        ({"date_debut": "31/02/2025"}, What.DATE_INVALID),
    ],
)
def test_a_bad_line_is_refused_by_name_and_the_good_ones_are_taken(
    app: Flask, changes: dict[str, str], what: What
) -> None:
    record = road_works.concession()
    summary, problems = run(line(record, **changes), line(record, "2025/119"))
    assert [problem.problem for problem in problems] == [what] and problems[0].line == 2
    assert (summary.refused, summary.done["created"]) == (1, 1)


def test_a_title_that_two_records_bear_is_refused(app: Flask) -> None:
    record, twin = road_works.concession(), road_works.concession()
    with transaction():
        twin.name(record.title)
    _, problems = run(line(record))
    assert [problem.problem for problem in problems] == [What.TITLE_AMBIGUOUS]


def test_the_reference_of_its_concession_tells_apart_records_of_one_title(app: Flask) -> None:
    record, twin = road_works.concession(), road_works.concession()
    with transaction():
        twin.name(record.title)
    named = HEAD.strip() + ";reference\n"
    lines = [
        line(record, number).strip() + f";{each.reference}\n" for number, each in (("1", record), ("2", twin))
    ]
    summary = bring(named, *lines, line(record, "3").strip() + ";ECR-AUTRE\n")[0]
    assert (summary.done["created"], summary.refused) == (2, 1)
    for number, each in (("1", record), ("2", twin)):
        made = find_request_by_reference(number)
        assert made is not None and made.concession_id == each.id


def test_of_two_spellings_of_one_title_the_very_one_is_meant(app: Flask) -> None:
    record, twin = road_works.concession(), road_works.concession()
    with transaction():
        record.name("Réseau St-Romain")
        twin.name("Réseau Saint-Romain")
    summary, _ = run(line(record, "1"), line(twin, "2"))
    assert summary.done["created"] == 2
    made = [find_request_by_reference(number) for number in ("1", "2")]
    assert [each and each.concession_id for each in made] == [record.id, twin.id]


def test_a_reference_alone_is_the_number(app: Flask) -> None:
    record = road_works.concession()
    summary, _ = bring(HEAD.replace("numero", "reference"), line(record))
    assert summary.done["created"] == 1 and summary.unknown == ()
    assert find_request_by_reference("2025-118") is not None


def test_the_remedies_of_requests_speak_of_requests(app: Flask) -> None:
    record, twin = road_works.concession(), road_works.concession()
    with transaction():
        twin.name(record.title)
    _, problems = run(line(record))
    assert "reference" in words.REMEDIES[problems[0].remedy]
    for what in (What.TITLE_AMBIGUOUS, What.TITLE_UNKNOWN, What.NUMBER_TAKEN, What.DUPLICATE):
        assert "migration" not in words.REMEDIES[REMEDIES[what]]


@pytest.mark.parametrize(
    ("changes", "column", "what"),
    [
        ({"date_debut": "01/02/0205", "date_fin": "05/02/0205"}, "date_debut", What.DATE_IMPLAUSIBLE),
        ({"date_debut": "05/03/0024"}, "date_debut", What.DATE_IMPLAUSIBLE),
        ({"date_fin": "9999-12-31"}, "date_fin", What.DATE_IMPLAUSIBLE),
        ({"date_fin": "02/11/2025"}, "date_fin", What.ENDS_BEFORE_START),
        ({"date_depot": "31/12/2032"}, "date_depot", What.DATE_IMPLAUSIBLE),
    ],
)
def test_impossible_dates_are_refused(app: Flask, changes: dict[str, str], column: str, what: What) -> None:
    summary, problems = run(line(road_works.concession(), **changes))
    assert (problems[0].column, problems[0].problem, summary.refused) == (column, what, 1)


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("Autorisé", RequestState.GRANTED),
        ("Visé", RequestState.GRANTED),
        ("Avis favorable", RequestState.GRANTED),
        ("Rejetée", RequestState.REFUSED),
        ("En cours d'instruction", RequestState.EXAMINED),
        ("Sans suite", RequestState.WITHDRAWN),
        ("TERMINE", RequestState.FINISHED),
        ("Clôturé", RequestState.CLOSED),
    ],
)
def test_the_usual_spellings_of_a_state_are_taken(typed: str, state: RequestState) -> None:
    assert read_request(Cells(Line(7, {"statut": typed}))).state is state


def test_a_word_that_is_no_state_is_told_which_are(app: Flask) -> None:
    _, problems = run(line(road_works.concession(), statut="perdue"))
    assert problems[0].detail.split(", ") == [state.value for state in RequestState]


def test_a_long_purpose_is_kept_whole(app: Flask) -> None:
    purpose = "Reprise de chaussée après pose de fourreaux, par tronçons. " * 13
    assert len(purpose) > 716
    summary, problems = run(line(road_works.concession(), objet=purpose))
    made = find_request_by_reference("2025-118")
    assert not problems and made is not None and made.purpose == purpose.strip()


def test_a_number_twice_in_a_file_is_taken_once(app: Flask) -> None:
    record = road_works.concession()
    summary, problems = run(line(record), line(record))
    assert summary.done["created"] == 1 and [problem.problem for problem in problems] == [What.DUPLICATE]
    assert problems[0].line == 3 and "ligne 2" in words.problem_words(What.DUPLICATE, problems[0].detail)


def test_a_number_given_here_is_never_overwritten_nor_given_twice(app: Flask, account: ProAccount) -> None:
    made = road_works.filed(account)
    _, problems = run(line(made.concession, made.reference))
    assert [problem.problem for problem in problems] == [What.NUMBER_TAKEN]
    year, _, _ = made.reference.removeprefix("OV-").partition("-")
    run(line(made.concession, f"OV-{year}-0318"))
    held = road_openings.usable_attachments(account)[0]
    assert road_works.drafted(account, held).reference == f"OV-{year}-0319"


def test_the_columns_that_matter_must_be_there(app: Flask) -> None:
    with pytest.raises(FileRefused):
        Requests().bring_in(io.BytesIO(b"numero;objet\n1;x\n"), report=lambda *_: None, actor=SYSTEM)


def test_an_agent_imports_nothing(app: Flask, agent: Agent) -> None:
    with pytest.raises(NotAllowed):
        run(line(road_works.concession()), actor=Actor.of_agent(agent))
