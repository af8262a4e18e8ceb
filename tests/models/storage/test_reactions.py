"""What follows from what: every event has its reactions, whoever was imported, and a commit has its order."""

from __future__ import annotations

import subprocess
import sys

import pytest

from models.kernel.base import db
from models.kernel.domain_events import DomainEvent, react
from models.kernel.transactions import transaction
from models.storage import reactions


def test_every_event_has_its_reactions():
    assert set(reactions.REACTIONS) == set(DomainEvent)
    assert all(reactions.REACTIONS.values())


def test_reactions_are_called_in_their_order_and_their_answers_come_back(monkeypatch):
    called = []

    def answering(name):
        return lambda *facts: called.append((name, facts)) or name

    table = {DomainEvent.ACCOUNT_CHANGED: (answering("first"), answering("second"))}
    monkeypatch.setattr(reactions, "REACTIONS", table)
    assert react(DomainEvent.ACCOUNT_CHANGED, "account") == ["first", "second"]
    assert called == [("first", ("account",)), ("second", ("account",))]


ALONE = """
import sys
import models.accounts
assert "models.attachments" not in sys.modules
from models.kernel.domain_events import DomainEvent, react
try:
    react(DomainEvent.CONCESSIONS_RENAMED, [1])
except RuntimeError as missing:  # the reaction itself went for the database, which this process has not
    assert "application context" in str(missing), missing
    print("reacted by", *(name for name in sys.modules if name == "models.attachments.binding"))
"""


def test_a_process_that_imports_accounts_alone_runs_the_reactions():
    run = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "reacted by models.attachments.binding", run.stderr


def test_the_steps_of_a_commit_run_in_their_order_and_once(app, monkeypatch):
    ran = []
    monkeypatch.setattr(
        reactions,
        "COMMIT_STEPS",
        (lambda session: ran.append("settle"), lambda session: ran.append("append")),
    )
    with transaction():
        with transaction(), db.session.begin_nested():
            assert ran == []
        assert ran == []
    assert ran == ["settle", "append"]


def test_cases_are_opened_and_notices_settled_before_the_trail_takes_its_lock():
    names = [f"{step.__module__}.{step.__name__}" for step in reactions.COMMIT_STEPS]
    assert names == [
        "models.cases.opening.settle",
        "models.mails.notices.settle",
        "models.audit.forgetting.settle",
        "models.staff.machines.webhooks.owing.settle",
        "models.audit.writing.append",
    ]


def test_a_step_that_fails_undoes_the_commit(app, monkeypatch):
    def refuse(session):
        raise ValueError("no")

    monkeypatch.setattr(reactions, "COMMIT_STEPS", (refuse,))
    with pytest.raises(ValueError, match="no"), transaction():
        pass
    assert not db.session().in_transaction()
