"""Keys of the demonstration that go by post: one that left, others that wait for their letter."""

from __future__ import annotations

from sqlalchemy import select

from models.accounts import ProAccount
from models.attachments.old_contact.letter_keys import write_key
from models.attachments.old_contact.printing import print_next
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db

KEYS = 3


def add(agent: Actor | None) -> None:
    """Inside the transaction of the demonstration: somebody has lost the codes of a few records."""
    if agent is None:
        return
    free = select(Concession.id).where(Concession.is_to_attach, Concession.address != "")
    numbers = list(db.session.scalars(free.order_by(Concession.id.desc()).limit(KEYS)))
    person = db.session.scalar(
        select(ProAccount).where(ProAccount.is_active).order_by(ProAccount.id).limit(1)
    )
    for place, number in enumerate(numbers):
        if person is not None:
            write_key(person, number)
            if place == 0:
                print_next(actor=agent)
