"""Secrets of known value, searched in every column of every table after everything was done with them."""

from __future__ import annotations

import contextlib
import json

import pyotp
import pytest
from sqlalchemy import inspect, text

from models import accounts, attachments, mails, staff
from models.concessions import access_codes, tries
from models.kernel.access import tokens
from models.kernel.base import db
from models.kernel.errors import DomainError
from models.permissions import Role
from tests.support import people
from tests.support.records import by, concession, mails_of, of, visitor

RIGHT, WRONG, STAFF_WRONG = "7391", "8264", "6058"
PASSWORDS = ("Vareuse-mouillée-au-môle-31", "Cabestan-grinçant-du-bassin-58", "Semaphore-eteint-au-cap-77")


def whole_database():
    """Every value of every column, as text, by where it stands."""
    db.session.rollback()
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if "_fts" in table:
                continue
            result = connection.execute(text(f'SELECT * FROM "{table}"'))
            for row in result.mappings():
                for column, value in row.items():
                    yield f"{table}.{column}", json.dumps(value) if isinstance(value, dict) else str(value)


@pytest.fixture
def secrets(app, agent, supervisor):
    """Does everything that touches a secret, and says which secrets there were."""
    known = set(PASSWORDS)
    record = concession(code=RIGHT, tallied=True)
    account = people.pending(email="secret@example.org")
    known.add(people.activation_secret(account))
    accounts.activate(people.activation_secret(account), PASSWORDS[0], terms_version="1", actor=visitor())
    accounts.sign_in(account.identifier, PASSWORDS[0], actor=visitor())
    for wrong in (PASSWORDS[1], RIGHT, WRONG):
        with contextlib.suppress(DomainError):
            accounts.sign_in(account.identifier, wrong, actor=visitor())
    accounts.ask_reset(account.identifier, actor=visitor())
    reset = tokens.secret_of(mails_of("reset")[-1].token)
    accounts.reset(reset, PASSWORDS[1], actor=visitor())
    accounts.change_password(account, current_password=PASSWORDS[1], password=PASSWORDS[2], actor=of(account))
    known.add(reset)
    for _ in range(9):
        with contextlib.suppress(DomainError):
            attachments.claim(
                account,
                kind="voirie",
                title=record.title,
                access_code=WRONG,
                actor=of(account, ip="192.0.2.9"),
            )
    attachments.ask_agent(account, kind="voirie", title=record.title, actor=of(account))
    with contextlib.suppress(DomainError):
        attachments.attach(record, account, evidence="code", access_code=STAFF_WRONG, actor=by(agent))
    bound = attachments.attach(record, account, evidence="code", access_code=RIGHT, actor=by(agent))
    stranger = people.active()
    with contextlib.suppress(DomainError):
        attachments.claim(stranger, kind="voirie", title=record.title, access_code=RIGHT, actor=of(stranger))
    attachments.detach(bound, reason="Cession", actor=of(account))
    invited, token = staff.invite("neuve@example.org", name="Neuve", role=Role.AGENT, actor=people.SYSTEM)
    totp = staff.enrolment_secret(token)
    _, recovery = staff.accept_invitation(
        tokens.secret_of(token), people.STAFF_PASSWORD, pyotp.TOTP(totp).now(), actor=visitor()
    )
    mails.postponed(mails_of("attached")[0], error="550 refusé", next_at=None)
    known |= {tokens.secret_of(token), totp, *recovery, *(code.replace("-", "") for code in recovery)}
    known |= {people.STAFF_PASSWORD, people.PRO_PASSWORD, agent.totp_secret, "a" * 40, "b" * 40, "c" * 40}
    return known


def test_no_password_link_key_or_second_factor_stands_anywhere_in_the_database(secrets):
    for where, value in whole_database():
        held = [secret for secret in secrets if secret.lower() in value.lower()]
        assert not held, f"{where} holds a secret"


OURS = {"before", "after", "reason", "tried", "params", "last_error", "message", "search", "payload", "data"}


def test_no_code_right_or_wrong_stands_where_text_could_hold_it(secrets):
    looked_at = set()
    for where, value in whole_database():
        if where.split(".")[1] in OURS:
            looked_at.add(where)
            words = "".join(ch if ch.isalnum() else " " for ch in value).split()
            assert not {RIGHT, WRONG, STAFF_WRONG} & set(words), where
    assert {
        "audit_details.after",
        "case_questions.tried",
        "outbox_emails.params",
        "jobs.payload",
    } <= looked_at


def test_no_column_is_a_code(secrets):
    for where, value in whole_database():
        assert value not in (RIGHT, WRONG, STAFF_WRONG), where


def test_the_tallies_and_the_records_cannot_be_joined(secrets):
    values = dict.fromkeys(("concessions.code_hmac", "code_tallies.digest"), frozenset())
    for where, value in whole_database():
        if where in values:
            values[where] |= {value}
    assert all(values.values()) and not frozenset.intersection(*values.values())


def test_errors_and_objects_do_not_repeat_a_code(app, account):
    record = concession(code=RIGHT)
    with pytest.raises(tries.TryRefused) as refused:
        attachments.claim(account, kind="voirie", title=record.title, access_code=WRONG, actor=of(account))
    assert WRONG not in str(refused.value) + repr(refused.value.facts) + repr(record)
    with pytest.raises(access_codes.CodeMalformed) as refused:
        attachments.claim(account, kind="voirie", title=record.title, access_code="73915", actor=of(account))
    assert "73915" not in str(refused.value) + repr(refused.value.facts)
