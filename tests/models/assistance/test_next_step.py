"""The one thing to do next, over every state that a company can be in."""

from __future__ import annotations

import itertools

import pytest

from models.accounts import AccountStatus
from models.assistance.next_step import FURTHEST, NextStep, Path, Standing, decide
from models.attachments import AttachmentStatus
from models.directory import State

HELD, NEW = {"directory": State.OPEN}, {"directory": State.OPEN, "held": False}
ACTIVE, PENDING = AccountStatus.ACTIVE, AccountStatus.PENDING
WAITING, EFFECT = AttachmentStatus.WAITING_ACTIVATION, AttachmentStatus.IN_EFFECT


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (NEW, NextStep.CREATE_ACCOUNT),
        ({**NEW, "directory": State.CLOSED}, NextStep.CREATE_ACCOUNT),
        ({**NEW, "directory": State.UNAVAILABLE}, NextStep.CREATE_ACCOUNT),
        ({**NEW, "directory": State.UNKNOWN}, NextStep.TYPE_COMPANY),
        ({**HELD, "directory": State.UNKNOWN}, NextStep.CREATE_ACCOUNT),
        ({**HELD, "record": True}, NextStep.CREATE_ACCOUNT),
        ({**HELD, "person": AccountStatus.ERASED}, NextStep.CREATE_ACCOUNT),
        ({**HELD, "person": AccountStatus.SUSPENDED, "record": True}, NextStep.RESTORE_ACCOUNT),
        ({**HELD, "person": AccountStatus.LINK_EXPIRED, "record": True}, NextStep.RESEND_ACTIVATION),
        ({**HELD, "person": AccountStatus.LINK_EXPIRED, "attachment": WAITING}, NextStep.RESEND_ACTIVATION),
        ({**HELD, "person": PENDING, "record": True}, NextStep.ATTACH),
        ({**HELD, "person": ACTIVE, "record": True}, NextStep.ATTACH),
        ({**HELD, "person": ACTIVE, "record": True, "attachment": EFFECT, "filed": True}, NextStep.ATTACH),
        ({**HELD, "person": PENDING}, NextStep.FIND_RECORD),
        ({**HELD, "person": ACTIVE, "filed": True}, NextStep.FIND_RECORD),
        ({**HELD, "person": ACTIVE, "elsewhere": True}, NextStep.HELD_ELSEWHERE),
        ({**HELD, "person": PENDING, "attachment": WAITING}, NextStep.AWAIT_ACTIVATION),
        (
            {**HELD, "person": ACTIVE, "attachment": AttachmentStatus.WAITING_REVIEW},
            NextStep.AWAIT_SUPERVISOR,
        ),
        (
            {**HELD, "person": PENDING, "attachment": AttachmentStatus.WAITING_REVIEW},
            NextStep.AWAIT_SUPERVISOR,
        ),
        ({**HELD, "person": ACTIVE, "attachment": AttachmentStatus.SUSPENDED}, NextStep.AWAIT_CHECK),
        ({**HELD, "person": ACTIVE, "attachment": EFFECT, "sees": False}, NextStep.ADD_REFERENT),
        ({**HELD, "person": ACTIVE, "attachment": EFFECT}, NextStep.ACCOMPANY),
        ({**HELD, "person": ACTIVE, "attachment": EFFECT, "filed": True}, NextStep.MIGRATED),
    ],
)
def test_the_next_step(facts, step):
    assert decide(Standing(**facts)) is step


def every_standing():
    """Each state that can be, and many that cannot."""
    yes_no = (True, False)
    for values in itertools.product(
        State, yes_no, (None, *AccountStatus), (None, *FURTHEST), yes_no, yes_no, yes_no, yes_no
    ):
        yield Standing(*values)


def test_every_state_has_one_step_and_every_step_a_state():
    steps = {decide(standing) for standing in every_standing()}
    # These two are asked before a company is known.
    assert steps == set(NextStep) - {NextStep.ASK_MORE, NextStep.CHOOSE}


def test_what_never_happens():
    for standing in every_standing():
        step = decide(standing)
        if standing.person in (None, AccountStatus.ERASED):
            assert step in (NextStep.CREATE_ACCOUNT, NextStep.TYPE_COMPANY)
        if step in (NextStep.MIGRATED, NextStep.ACCOMPANY, NextStep.ADD_REFERENT):
            assert standing.person is ACTIVE and standing.attachment in (EFFECT, WAITING)
        if step is NextStep.ATTACH:
            assert standing.record and standing.person in (ACTIVE, PENDING) and not standing.elsewhere
        if step is NextStep.MIGRATED:
            assert standing.filed and standing.sees


def test_the_path_counts_what_is_behind():
    from models.kernel.clock import now

    assert Path().reached == 0
    assert Path(now(), now()).reached == 2
    assert Path(now(), now(), now(), now()).reached == 4
