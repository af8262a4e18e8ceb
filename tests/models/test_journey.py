"""The one thing to do next, over every state that a company can be in."""

from __future__ import annotations

import itertools

import pytest

from models.accounts import AccountStatus
from models.attachments import AttachmentStatus
from models.directory import State
from models.journey import FURTHEST, Path, Standing, Step, next_step

HELD, NEW = {"directory": State.OPEN}, {"directory": State.OPEN, "held": False}
ACTIVE, PENDING = AccountStatus.ACTIVE, AccountStatus.PENDING
WAITING, EFFECT = AttachmentStatus.WAITING_ACTIVATION, AttachmentStatus.IN_EFFECT


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (NEW, Step.CREATE_ACCOUNT),
        ({**NEW, "directory": State.CLOSED}, Step.CREATE_ACCOUNT),
        ({**NEW, "directory": State.UNAVAILABLE}, Step.CREATE_ACCOUNT),
        ({**NEW, "directory": State.UNKNOWN}, Step.TYPE_COMPANY),
        ({**HELD, "directory": State.UNKNOWN}, Step.CREATE_ACCOUNT),
        ({**HELD, "record": True}, Step.CREATE_ACCOUNT),
        ({**HELD, "person": AccountStatus.ERASED}, Step.CREATE_ACCOUNT),
        ({**HELD, "person": AccountStatus.SUSPENDED, "record": True}, Step.RESTORE_ACCOUNT),
        ({**HELD, "person": AccountStatus.LINK_EXPIRED, "record": True}, Step.RESEND_ACTIVATION),
        ({**HELD, "person": AccountStatus.LINK_EXPIRED, "attachment": WAITING}, Step.RESEND_ACTIVATION),
        ({**HELD, "person": PENDING, "record": True}, Step.ATTACH),
        ({**HELD, "person": ACTIVE, "record": True}, Step.ATTACH),
        ({**HELD, "person": ACTIVE, "record": True, "attachment": EFFECT, "filed": True}, Step.ATTACH),
        ({**HELD, "person": PENDING}, Step.FIND_RECORD),
        ({**HELD, "person": ACTIVE, "filed": True}, Step.FIND_RECORD),
        ({**HELD, "person": ACTIVE, "elsewhere": True}, Step.HELD_ELSEWHERE),
        ({**HELD, "person": PENDING, "attachment": WAITING}, Step.AWAIT_ACTIVATION),
        ({**HELD, "person": ACTIVE, "attachment": AttachmentStatus.WAITING_REVIEW}, Step.AWAIT_SUPERVISOR),
        ({**HELD, "person": PENDING, "attachment": AttachmentStatus.WAITING_REVIEW}, Step.AWAIT_SUPERVISOR),
        ({**HELD, "person": ACTIVE, "attachment": AttachmentStatus.SUSPENDED}, Step.AWAIT_CHECK),
        ({**HELD, "person": ACTIVE, "attachment": EFFECT, "sees": False}, Step.ADD_REFERENT),
        ({**HELD, "person": ACTIVE, "attachment": EFFECT}, Step.ACCOMPANY),
        ({**HELD, "person": ACTIVE, "attachment": EFFECT, "filed": True}, Step.MIGRATED),
    ],
)
def test_the_next_step(facts, step):
    assert next_step(Standing(**facts)) is step


def every_standing():
    """Each state that can be, and many that cannot."""
    yes_no = (True, False)
    for values in itertools.product(
        State, yes_no, (None, *AccountStatus), (None, *FURTHEST), yes_no, yes_no, yes_no, yes_no
    ):
        yield Standing(*values)


def test_every_state_has_one_step_and_every_step_a_state():
    steps = {next_step(standing) for standing in every_standing()}
    # These two are asked before a company is known.
    assert steps == set(Step) - {Step.ASK_MORE, Step.CHOOSE}


def test_what_never_happens():
    for standing in every_standing():
        step = next_step(standing)
        if standing.person in (None, AccountStatus.ERASED):
            assert step in (Step.CREATE_ACCOUNT, Step.TYPE_COMPANY)
        if step in (Step.MIGRATED, Step.ACCOMPANY, Step.ADD_REFERENT):
            assert standing.person is ACTIVE and standing.attachment in (EFFECT, WAITING)
        if step is Step.ATTACH:
            assert standing.record and standing.person in (ACTIVE, PENDING) and not standing.elsewhere
        if step is Step.MIGRATED:
            assert standing.filed and standing.sees


def test_the_path_counts_what_is_behind():
    from models.base import now

    assert Path().reached == 0
    assert Path(now(), now()).reached == 2
    assert Path(now(), now(), now(), now()).reached == 4
