"""A batch takes its good lines, each whole; only wrong codes count; the same again changes nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from console.directories import chain, remotes
from console.directories.chain import Chain
from console.directories.double import DirectoryDouble
from console.directories.http import Trouble
from console.directories.remotes import Guarded
from console.imports.base import Summary
from console.imports.migrations import Migrations
from console.imports.reader import FileRefused, Problem, What
from models import accounts, attachments, audit, companies
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.attachments import Attachment
from models.companies.directory import CompanyKind, Establishment, State
from models.companies.directory.services import Quota
from models.concessions import tries
from models.concessions.access_codes import TitleLock
from models.kernel.access.throttling import Attempt
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.mails import OutboxEmail
from models.values import contacts
from models.values.siret import Siret
from tests.support import people, records
from tests.support.records import CODE, WRONG, count

HEAD = "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"


class Town:
    """A directory that knows every SIRET asked for, and an agent with a batch."""

    def __init__(self) -> None:
        self.directory = DirectoryDouble()
        self.actor = Actor.of_agent(people.staff("agent"))
        self.heard: list[tuple[int, str, What]] = []
        self.problems: list[Problem] = []

    def company(self, **changes: Any) -> Siret:
        siret = people.new_siret()
        known: dict[str, Any] = {
            "name": "RESEAUX DU LITTORAL",
            "address": "12 RUE DU PERREY",
            "postcode": "76600",
            "city": "LE HAVRE",
            "kind": CompanyKind.COMPANY,
            "legal_category": "5710",
            "state": State.OPEN,
        }
        self.directory.known[siret] = Establishment(siret=siret, **{**known, **changes})
        return siret

    def line(self, siret: str, title: str, code: str = CODE, **changes: str) -> str:
        cells = {
            "siret": siret,
            "type": "Entreprise",
            "phone": "02 35 22 33 44",
            "email": "contact@example.org",
            "first": "Élodie",
            "last": "d'Œuvré",
            "person": "elodie@example.org",
            "job": "Gérante",
            "title": title,
            "code": code,
        }
        return ";".join({**cells, **changes}.values())

    def run(self, *lines: str, **options: Any) -> Summary:
        self.heard.clear()
        self.problems.clear()

        def report(problem: Problem, refused: bool) -> None:
            self.problems.append(problem)
            self.heard.append((problem.line, problem.column, problem.problem))

        file = io.BytesIO("\n".join([options.pop("head", HEAD), *lines]).encode())
        actor = options.pop("actor", self.actor)
        importer = Migrations(directory=self.directory, **options)
        summary = importer.bring_in(file, report=report, actor=actor)
        db.session.expire_all()
        return summary


def rows() -> dict[str, int]:
    """Everything that a batch could leave behind."""
    tables = (ProAccount, companies.Company, Attachment, OutboxEmail, Attempt, TitleLock, audit.AuditEvent)
    return {table.__tablename__: count(table) for table in tables}


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    yield Town()


def test_a_line_becomes_an_account_that_holds_its_concession(town: Town) -> None:
    siret, concession = town.company(), records.concession(title="Réseaux d’Été & Fils")
    summary = town.run(town.line(siret, "reseaux d'ete et fils"))
    assert (summary.lines, summary.done["migrated"], summary.refused) == (1, 1, 0)
    attachment = attachments.current(concession)
    assert attachment is not None
    account = attachment.referent
    assert (account.identifier, account.first_name) == ("pro.elodie.doeuvre", "Élodie")
    assert account.company.siret == siret and account.company.phone == "+33235223344"
    assert (attachment.evidence, attachment.channel) == ("code", "console")
    assert attachment.made_by_id == town.actor.id
    assert count(OutboxEmail, OutboxEmail.kind == "activation") == 1
    assert count(Attempt) == 0
    assert audit.verify() > 0  # raises at the first event that is not what it was


def test_the_same_batch_again_changes_nothing_wherever_its_lines_stand(town: Town) -> None:
    lines = [town.line(town.company(), records.concession().title) for _ in range(3)]
    town.run(*lines)
    before = rows()
    summary = town.run("", *reversed(lines))
    assert (summary.done["migrated"], summary.done["unchanged"], summary.refused) == (0, 3, 0)
    assert rows() == before


def test_what_was_detached_since_is_not_attached_again_by_the_same_batch(town: Town) -> None:
    concession = records.concession()
    line = town.line(town.company(), concession.title)
    town.run(line)
    attachment = attachments.current(concession)
    assert attachment is not None
    attachments.detach(attachment, reason="Cession", actor=town.actor)
    assert town.run(line).done["unchanged"] == 1
    assert attachments.current(concession) is None


def test_one_person_takes_several_concessions_with_one_account(town: Town) -> None:
    siret, titles = town.company(), [records.concession().title for _ in range(2)]
    summary = town.run(*(town.line(siret, title) for title in titles))
    assert summary.done["migrated"] == 2
    assert count(ProAccount) == 1


def test_an_account_made_by_hand_is_used(town: Town) -> None:
    account = people.active(first_name="Élodie", last_name="D’ŒUVRÉ", email="Elodie@example.org")
    siret = Siret(account.company.siret)
    town.directory.known[siret] = Establishment(siret, State.OPEN, name="X", kind=CompanyKind.COMPANY)
    concession = records.concession()
    assert town.run(town.line(siret, concession.title)).done["migrated"] == 1
    attachment = attachments.current(concession)
    assert attachment is not None and attachment.referent_id == account.id
    assert town.run(town.line(siret, concession.title)).done["unchanged"] == 1


def test_good_lines_are_taken_though_others_are_refused(town: Town) -> None:
    good, bad = records.concession(), records.concession()
    siret = town.company()
    summary = town.run(
        town.line(siret, bad.title, WRONG),
        town.line("20008495200016", good.title),
        town.line(siret, "Nulle part"),
        town.line(siret, good.title),
    )
    assert (summary.done["migrated"], summary.refused) == (1, 3)
    assert town.heard == [
        (2, "code_acces", What.CODE_REFUSED),
        (3, "siret", What.SIRET_KEY),
        (4, "intitule", What.TITLE_UNKNOWN),
    ]


def test_a_line_is_taken_whole_or_not_at_all(town: Town) -> None:
    town.run(town.line(town.company(), records.concession().title, WRONG))
    assert count(ProAccount) == count(companies.Company) == count(Attachment) == count(OutboxEmail) == 0


def test_a_wrong_code_counts_as_a_try_of_the_agent_and_leaves_its_event(town: Town) -> None:
    town.run(town.line(town.company(), records.concession().title, WRONG))
    assert count(Attempt) == 1
    (event,) = records.events("code-refused")
    assert (event.actor_kind, event.actor_id) == ("agent", town.actor.id)
    assert WRONG not in (event.detail.after or "")


def test_right_codes_are_never_counted_however_many(town: Town) -> None:
    siret = town.company()
    lines = [town.line(siret, records.concession().title) for _ in range(tries.PER_AGENT + 5)]
    assert town.run(*lines).done["migrated"] == tries.PER_AGENT + 5
    assert count(Attempt) == 0


@pytest.mark.parametrize("dry_run", [False, True])
def test_after_twenty_wrong_codes_the_rest_waits_until_tomorrow(town: Town, dry_run: bool) -> None:
    siret = town.company()
    wrong = [town.line(siret, records.concession().title, WRONG) for _ in range(tries.PER_AGENT)]
    summary = town.run(*wrong, town.line(siret, records.concession().title), dry_run=dry_run)
    assert summary.refused == tries.PER_AGENT + 1
    assert town.heard[-1][2] is What.TRIES_SPENT
    assert count(Attempt) == (0 if dry_run else tries.PER_AGENT)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_title_pauses_after_eight_wrong_codes(town: Town, dry_run: bool) -> None:
    siret, title = town.company(), records.concession().title
    lines = [town.line(siret, title, WRONG, last=f"Numéro {chr(97 + n)}") for n in range(tries.PER_TITLE)]
    town.run(*lines, town.line(siret, title), dry_run=dry_run)
    assert [what for _, _, what in town.heard] == [What.CODE_REFUSED] * tries.PER_TITLE + [What.TITLE_PAUSED]


def test_a_dry_run_writes_nothing_and_reports_the_same(town: Town) -> None:
    siret, good, bad = town.company(), records.concession(), records.concession()
    lines = [
        town.line(siret, good.title),
        town.line(siret, good.title),
        town.line(town.company(), good.title),
        town.line(siret, bad.title, WRONG),
        town.line(town.company(state=State.CLOSED), bad.title),
    ]
    before = rows()
    rehearsed = town.run(*lines, dry_run=True)
    heard = list(town.heard)
    assert rows() == before
    assert town.run(*lines) == rehearsed
    assert town.heard == heard
    assert (rehearsed.done["migrated"], rehearsed.done["unchanged"], rehearsed.refused) == (1, 1, 3)


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


def test_a_held_concession_stays_where_it_is(town: Town) -> None:
    concession = records.concession()
    town.run(town.line(town.company(), concession.title))
    town.run(town.line(town.company(), concession.title, last="Autre", person="autre@example.org"))
    assert town.heard == [(2, "intitule", What.ALREADY_ATTACHED)]
    assert count(ProAccount) == 1


def test_a_code_that_served_another_company_is_wrong(town: Town) -> None:
    concession = records.concession()
    town.run(town.line(town.company(), concession.title))
    attachment = attachments.current(concession)
    assert attachment is not None
    attachments.detach(attachment, reason="Cession", actor=town.actor)
    town.run(town.line(town.company(), concession.title))
    assert town.heard == [(2, "code_acces", What.CODE_REFUSED)]


def test_namesakes_are_told_apart_by_their_codes(town: Town) -> None:
    first, second = (records.concession(title="Réseau du port", code=code) for code in ("4827", "7391"))
    assert town.run(town.line(town.company(), "Réseau du port", "7391")).done["migrated"] == 1
    assert attachments.current(first) is None and attachments.current(second) is not None


def test_namesakes_with_one_code_are_left_to_a_person(town: Town) -> None:
    for _ in range(2):
        records.concession(title="Réseau du port")
    town.run(town.line(town.company(), "Réseau du port"))
    assert town.heard == [(2, "intitule", What.TITLE_AMBIGUOUS)]
    assert count(Attempt) == 0


def test_a_reference_tells_apart_namesakes_with_one_code(town: Town) -> None:
    first, second = (records.concession(title="Réseau du port") for _ in range(2))
    siret, head = town.company(), f"{HEAD};reference"
    lines = [f"{town.line(siret, 'Réseau du port')};{each.reference}" for each in (first, second)]
    assert town.run(*lines, head=head).done["migrated"] == 2
    assert attachments.current(first) is not None and attachments.current(second) is not None
    assert town.run(*lines, head=head).done["unchanged"] == 2


@pytest.mark.parametrize(
    ("typed", "kind"), [("SARL", "entreprise"), ("Commune", "collectivite"), ("asso", "association")]
)
def test_the_usual_spellings_of_a_kind_are_taken(town: Town, typed: str, kind: str) -> None:
    town.run(town.line(town.company(kind=None), records.concession().title, type=typed))
    assert town.heard == []
    assert db.session.scalar(db.select(companies.Company.kind)) == kind


def test_a_suspended_account_gets_nothing(town: Town) -> None:
    concession = records.concession()
    line = town.line(town.company(), concession.title)
    other = records.concession()
    town.run(line)
    account = find_by_identifier("pro.elodie.doeuvre")
    assert account is not None
    accounts.suspend(account, reason="Doute", actor=town.actor)
    town.run(town.line(account.company.siret, other.title))
    assert [what for _, _, what in town.heard] == [What.ACCOUNT_UNUSABLE]
    assert count(Attempt) == 0


def test_a_shortened_code_is_refused_by_name_and_never_repeated(town: Town) -> None:
    town.run(town.line(town.company(), "Lot 42", "42"))
    assert town.heard == [(2, "code_acces", What.CODE_SHORTENED)]
    assert town.problems[0].value == ""


def test_a_refused_code_is_not_repeated(town: Town) -> None:
    town.run(town.line(town.company(), records.concession().title, WRONG))
    assert town.problems[0].value == ""
    assert WRONG not in repr(town.problems)


@pytest.mark.parametrize("role", ["admin"])
def test_only_who_may_run_batches_does(town: Town, role: str) -> None:
    with pytest.raises(NotAllowed):
        town.run(actor=Actor.of_agent(people.staff(role)))


def test_a_file_without_its_columns_is_refused(town: Town) -> None:
    with pytest.raises(FileRefused):
        file = io.BytesIO(b"siret;nom\n")
        Migrations(directory=town.directory).bring_in(file, report=print, actor=town.actor)


def test_the_address_of_a_person_is_the_same_in_any_case(town: Town) -> None:
    assert contacts.email_key("Elodie@Example.org") == contacts.email_key("elodie@example.org")
    siret, title = town.company(), records.concession().title
    town.run(town.line(siret, title))
    assert town.run(town.line(siret, title, person="Elodie@Example.org")).done["unchanged"] == 1


def test_what_is_no_name_is_refused_by_its_column(town: Town) -> None:
    town.run(town.line(town.company(), records.concession().title, last="Payez sur exemple.fr"))
    assert town.heard == [(2, "nom", What.NAME_INVALID)]


@pytest.mark.parametrize(
    "column", ["first", "last", "person", "job", "title", "phone", "email", "siret", "type"]
)
def test_an_error_of_a_spreadsheet_makes_no_account(town: Town, column: str) -> None:
    concession = records.concession()
    assert (
        town.run(town.line(**{"siret": town.company(), "title": concession.title, column: "#N/A"})).refused
        == 1
    )
    assert [what for *_, what in town.heard] == [What.SPREADSHEET_ERROR]
    assert count(ProAccount) == 0


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
