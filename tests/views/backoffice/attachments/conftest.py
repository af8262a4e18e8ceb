"""Attachments for the tests of the supervisors' queue."""

from __future__ import annotations

import pytest

from models import attachments
from models.kernel.actors import Actor
from tests.views.backoffice.conftest import JUSTIFICATION

QUEUE = "/console/rattachements/controle/"


@pytest.fixture
def bound(agent, account, record):
    """`bound("callback")`: an attachment that the agent made."""

    def make(evidence="other", by=None, to=None, title="", **facts):
        evidence_facts = {"justification": JUSTIFICATION, "called_number": "0235223344"}
        actor = Actor.of_agent(by or agent)
        return attachments.attach(
            record(title), to or account, evidence=evidence, actor=actor, **{**evidence_facts, **facts}
        )

    return make


def contested(row, by, reason="Doute"):
    attachments.contest(row, reason=reason, actor=Actor.of_agent(by))
    return row
