"""A batch takes its good lines, each whole, and the same again changes nothing."""

from __future__ import annotations

import io

import pytest

from console.imports.migrations import Migrations
from console.imports.reader import FileRefused, What
from models import accounts, attachments, audit, companies
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.attachments import Attachment
from models.companies.directory import CompanyKind, Establishment, State
from models.concessions.access_codes import TitleLock
from models.kernel.access.throttling import Attempt
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.mails import OutboxEmail
from models.values import contacts
from models.values.siret import Siret
from tests.support import people, records
from tests.support.batches import Town
from tests.support.records import WRONG, count


def rows() -> dict[str, int]:
    """Everything that a batch could leave behind."""
    tables = (ProAccount, companies.Company, Attachment, OutboxEmail, Attempt, TitleLock, audit.AuditEvent)
    return {table.__tablename__: count(table) for table in tables}


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


def test_a_held_concession_stays_where_it_is(town: Town) -> None:
    concession = records.concession()
    town.run(town.line(town.company(), concession.title))
    town.run(town.line(town.company(), concession.title, last="Autre", person="autre@example.org"))
    assert town.heard == [(2, "intitule", What.ALREADY_ATTACHED)]
    assert count(ProAccount) == 1


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
    ("change", "column", "what"),
    [
        ({"phone": "12"}, "telephone", What.PHONE_INVALID),
        ({"email": "pas une adresse"}, "courriel_structure", What.EMAIL_INVALID),
        ({"person": "elodie@"}, "courriel", What.EMAIL_INVALID),
    ],
)
def test_a_contact_that_nobody_can_use_is_refused_by_its_column(
    town: Town, change: dict[str, str], column: str, what: What
) -> None:
    assert town.run(town.line(town.company(), records.concession().title, **change)).refused == 1
    assert town.heard == [(2, column, what)] and count(ProAccount) == 0


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
