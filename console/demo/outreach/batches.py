"""Batches of invitations of the demonstration, as they stand before anything leaves: nobody is written to."""

from __future__ import annotations

from models.concessions import outreach
from models.concessions.outreach import BatchState, OutreachChannel
from models.kernel.actors import Actor

DRY_RUN, PAUSED, LETTERS = "eau potable", "électricité", "Frissard"
"""Words of the records that each batch is about."""


def add(agent: Actor | None) -> None:
    """Inside the transaction of the demonstration: a dry run, a batch that was paused, letters to print."""
    if agent is None:
        return
    outreach.create(filter=DRY_RUN, channel=OutreachChannel.MAIL, actor=agent)
    paused = outreach.create(filter=PAUSED, channel=OutreachChannel.MAIL, actor=agent)
    printed = outreach.create(filter=LETTERS, channel=OutreachChannel.LETTER, actor=agent)
    if BatchState.READY.value == paused.state == printed.state:  # a large one is prepared by the worker
        outreach.confirm(printed, actor=agent)
        outreach.confirm(paused, actor=agent)
        outreach.pause(paused, actor=agent)
