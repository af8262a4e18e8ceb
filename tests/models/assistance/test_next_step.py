"""The one thing to do next, over every state that a company can be in."""

from __future__ import annotations

import itertools

import pytest

from models.accounts import AccountStatus
from models.assistance.holdings import FURTHEST
from models.assistance.next_step import NextStep, Standing, decide
from models.attachments import AttachmentStatus
from models.companies.directory import State

OURS, NEW = {"directory": State.OPEN}, {"directory": State.OPEN, "is_ours": False}
ACTIVE, PENDING = AccountStatus.ACTIVE, AccountStatus.PENDING
WAITING, EFFECT = AttachmentStatus.WAITING_ACTIVATION, AttachmentStatus.IN_EFFECT


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"directory": None}, NextStep.ASK_MORE),
        ({"directory": None, "choice": True}, NextStep.CHOOSE),
        (NEW, NextStep.CREATE_ACCOUNT),
        ({**NEW, "directory": State.CLOSED}, NextStep.ASK_OPEN_SIRET),
        ({**NEW, "directory": State.UNAVAILABLE}, NextStep.CREATE_ACCOUNT),
        ({**NEW, "directory": State.UNKNOWN}, NextStep.TYPE_COMPANY),
        ({**OURS, "directory": State.UNKNOWN}, NextStep.CREATE_ACCOUNT),
        ({**OURS, "record": True}, NextStep.CREATE_ACCOUNT),
        ({**OURS, "person": AccountStatus.ERASED}, NextStep.CREATE_ACCOUNT),
        ({**OURS, "person": AccountStatus.SUSPENDED, "record": True}, NextStep.RESTORE_ACCOUNT),
        ({**OURS, "person": AccountStatus.LINK_EXPIRED, "record": True}, NextStep.RESEND_ACTIVATION),
        ({**OURS, "person": AccountStatus.LINK_EXPIRED, "attachment": WAITING}, NextStep.RESEND_ACTIVATION),
        ({**OURS, "person": PENDING, "record": True}, NextStep.ATTACH),
        ({**OURS, "person": ACTIVE, "record": True}, NextStep.ATTACH),
        ({**OURS, "person": ACTIVE, "record": True, "attachment": EFFECT, "filed": True}, NextStep.ATTACH),
        ({**OURS, "person": PENDING}, NextStep.FIND_RECORD),
        ({**OURS, "person": ACTIVE, "filed": True}, NextStep.FIND_RECORD),
        ({**OURS, "person": ACTIVE, "elsewhere": True}, NextStep.HELD_ELSEWHERE),
        ({**OURS, "person": PENDING, "attachment": WAITING}, NextStep.AWAIT_ACTIVATION),
        (
            {**OURS, "person": ACTIVE, "attachment": AttachmentStatus.WAITING_REVIEW},
            NextStep.AWAIT_SUPERVISOR,
        ),
        (
            {**OURS, "person": PENDING, "attachment": AttachmentStatus.WAITING_REVIEW},
            NextStep.AWAIT_SUPERVISOR,
        ),
        ({**OURS, "person": ACTIVE, "attachment": AttachmentStatus.SUSPENDED}, NextStep.AWAIT_CHECK),
        ({**OURS, "person": ACTIVE, "attachment": EFFECT, "sees": False}, NextStep.ADD_REFERENT),
        ({**OURS, "person": ACTIVE, "attachment": EFFECT}, NextStep.ACCOMPANY),
        ({**OURS, "person": ACTIVE, "attachment": EFFECT, "filed": True}, NextStep.MIGRATED),
    ],
)
def test_the_next_step(facts, step):
    assert decide(Standing(**facts)) is step


def every_standing():
    """Each state that can be, and many that cannot."""
    yes_no = (True, False)
    for values in itertools.product(
        (None, *State), yes_no, yes_no, (None, *AccountStatus), (None, *FURTHEST), *[yes_no] * 4
    ):
        yield Standing(*values)


def test_every_state_has_one_step_and_every_step_a_state():
    assert {decide(standing) for standing in every_standing()} == set(NextStep)


def test_what_never_happens():
    for standing in every_standing():
        step = decide(standing)
        assert (standing.directory is None) is (step in (NextStep.ASK_MORE, NextStep.CHOOSE))
        if standing.directory is None:
            continue
        if standing.person in (None, AccountStatus.ERASED):
            assert step in (NextStep.CREATE_ACCOUNT, NextStep.TYPE_COMPANY, NextStep.ASK_OPEN_SIRET)
            assert (step is NextStep.ASK_OPEN_SIRET) is (standing.directory is State.CLOSED)
        if step in (NextStep.MIGRATED, NextStep.ACCOMPANY, NextStep.ADD_REFERENT):
            assert standing.person is ACTIVE and standing.attachment in (EFFECT, WAITING)
        if step is NextStep.ATTACH:
            assert standing.record and standing.person in (ACTIVE, PENDING) and not standing.elsewhere
        if step is NextStep.MIGRATED:
            assert standing.filed and standing.sees
