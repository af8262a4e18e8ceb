"""Who may do what, role by role, and the operations that ask."""

from __future__ import annotations

import pytest

from models import accounts, attachments, cases, companies, concessions, mails, staff
from models.cases import CaseKind
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.permissions import TABLE, Permission, Role, allows
from tests.support import people
from tests.support.records import by, concession, mails_of, of

P = Permission


def test_an_agent_works_for_companies_and_nothing_more():
    assert TABLE[Role.AGENT] == {
        P.READ,
        P.CREATE_ACCOUNT,
        P.CORRECT_CONTACT,
        P.SUSPEND,
        P.ATTACH,
        P.DETACH_OWN,
        P.REOPEN,
        P.MANAGE_MAIL,
        P.KEEP_CASES,
        P.RUN_BATCHES,
        P.SEND_FILES,
        P.MOVE_REQUESTS,
        P.END_MANDATES,
        P.SEE_AS,
        P.FILL_FIELDS,
    }


def test_a_supervisor_does_all_that_and_watches():
    assert TABLE[Role.SUPERVISOR] - TABLE[Role.AGENT] == {
        P.DETACH_ANY,
        P.REVIEW,
        P.READ_TRAIL,
        P.EXPORT,
        P.STATISTICS,
        P.RESET_SECOND_FACTOR,
        P.READ_SHAPES,
        P.APPROVE_SHAPES,
    }
    assert TABLE[Role.AGENT] <= TABLE[Role.SUPERVISOR]


def test_an_administrator_creates_no_account_and_attaches_nothing():
    never = {P.CREATE_ACCOUNT, P.ATTACH, P.DETACH_ANY, P.DETACH_OWN, P.REVIEW, P.SUSPEND, P.CORRECT_CONTACT}
    assert not TABLE[Role.ADMIN] & never
    assert {P.READ, P.MANAGE_STAFF, P.IMPORT, P.READ_TRAIL, P.EXPORT} <= TABLE[Role.ADMIN]


def test_staff_are_managed_by_administrators_alone():
    assert [role for role in Role if allows(role, P.MANAGE_STAFF)] == [Role.ADMIN]
    assert [role for role in Role if allows(role, P.MANAGE_KEYS)] == [Role.ADMIN]


def test_nobody_both_asks_for_a_change_of_the_shapes_and_decides_of_it():
    assert [role for role in Role if allows(role, P.SHAPE)] == [Role.ADMIN]
    assert [role for role in Role if allows(role, P.APPROVE_SHAPES)] == [Role.SUPERVISOR]


@pytest.mark.parametrize("role", ["company", "anonymous", "system", "", "ADMIN", "root"])
def test_whoever_is_not_staff_holds_no_permission(role):
    assert not any(allows(role, permission) for permission in Permission)


def test_a_company_and_a_visitor_may_nothing_that_is_staffs():
    company = Actor("account", 1, "pro.a.b", "company")
    for actor in (company, Actor.anonymous()):
        assert not any(actor.may(permission) for permission in Permission)


def test_an_account_that_calls_itself_a_supervisor_is_none():
    assert not Actor("account", 1, "pro.a.b", "supervisor").may(P.REVIEW)


def operations(agent, account, actor):
    """Every operation that asks for a permission, ready to be called by an actor."""
    record = concession()
    bound = attachments.attach(
        record,
        account,
        evidence="callback",
        justification="Rappelé au numéro de la fiche.",
        called_number="02 35 22 33 44",
        actor=by(people.staff("agent")),
    )
    other = concession()
    case = cases.open_(CaseKind.HELP, "Aide", account=account, actor=of(account))
    mail = mails_of("activation")[0]
    return {
        P.CREATE_ACCOUNT: lambda: accounts.create(
            people.facts(), accounts.Person("A", "B", "ab@example.org", "Chef"), actor=actor
        ),
        P.CORRECT_CONTACT: lambda: companies.correct(
            account.company, version=account.company.version, phone="02 35 22 25 25", actor=actor
        ),
        P.SUSPEND: lambda: accounts.suspend(account, reason="Doute", actor=actor),
        P.ATTACH: lambda: attachments.attach(
            other, account, evidence="other", justification="x" * 20, actor=actor
        ),
        P.REVIEW: lambda: attachments.contest(bound, reason="Doute", actor=actor),
        P.REOPEN: lambda: concessions.reopen(other, reason="Rappel", actor=actor),
        P.READ: lambda: concessions.consult(other, actor=actor),
        P.KEEP_CASES: lambda: cases.close(case, reason="Fait", actor=actor),
        P.MANAGE_MAIL: lambda: mails.resend(mail, actor=actor),
        P.MANAGE_STAFF: lambda: staff.invite("n@example.org", name="N", role=Role.AGENT, actor=actor),
    }


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_the_operations_ask_the_table(app, account, role):
    somebody = people.staff(role)
    for permission, operation in operations(somebody, account, by(somebody)).items():
        if not allows(role, permission):
            with pytest.raises(NotAllowed):
                operation()


def test_no_company_reaches_an_operation_of_staff(app, account, agent):
    stranger = people.active()
    for operation in list(operations(agent, account, of(stranger)).values())[1:]:
        with pytest.raises(NotAllowed):
            operation()
