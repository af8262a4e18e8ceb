"""The letters of a batch: printed some at a time, each once; the last print again where a printer failed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import audit
from models.audit import AuditAction
from models.concessions import letters
from models.concessions.cleansing.reached import Contact
from models.concessions.outreach.readers import find_stopped, own_readers
from models.concessions.outreach.sending import (
    MOST_TITLES,
    find_living,
    next_letter,
    place,
    reached_now,
    titles_of,
)
from models.concessions.outreach.standings import PRINTED, TO_PRINT, BatchState, Standing
from models.concessions.outreach.tables import Outreach, OutreachContact
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission

AT_ONCE = 200
"""Letters of one file."""


class NothingToPrint(DomainError):
    """The batch is not under way, or no letter of it waits."""


@dataclass(frozen=True)
class Paper:
    """A letter to be typeset: where it goes, to whom, about which records; whether it reminds of another."""

    address: list[str]
    holder: str
    titles: list[str]
    reminds: bool = False


def check_print(batch: Outreach, actor: Actor) -> None:
    """Raises `NothingToPrint`."""
    if batch.state != BatchState.RUNNING.value or not batch.count(*TO_PRINT):
        raise NothingToPrint


def check_reprint(batch: Outreach, actor: Actor) -> None:
    """Raises `NothingToPrint`."""
    if not batch.count(*PRINTED):
        raise NothingToPrint


def print_next(batch: Outreach, *, seen: str | None = None, actor: Actor) -> list[Paper]:
    """The next letters, which count as printed from now on: first ones, then reminders, in other files.

    Raises `NothingToPrint`, `Stale`.
    Whoever showed a sign of life or said stop since, whose address was emptied or whose records were closed,
    is left out.
    """
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed
    with transaction():
        lock_row(batch)
        optimistic_lock.expect(batch, seen)  # a form sent twice would print the next ones unseen
        check_print(batch, actor)
        optimistic_lock.advance(batch)
        moment, papers = now(), []
        step = next(number for number, waiting in enumerate(TO_PRINT) if batch.count(waiting))
        chosen = _list(batch, OutreachContact.standing == TO_PRINT[step].value)
        reachable = reached_now(chosen)
        living, stopped = find_living(chosen, reachable), _find_stopped(chosen, reachable)
        for contact in chosen:
            titles = titles_of(contact, reachable[contact.id])
            if contact.id in stopped:
                place(batch, contact, Standing.STOPPED)
            elif contact.id in living or not titles:
                place(batch, contact, Standing.ALIVE)
            elif not reachable[contact.id].has_post:
                place(batch, contact, Standing.UNREACHABLE)
            else:
                place(batch, contact, PRINTED[step])
                contact.first_at, contact.last_at = contact.first_at or moment, moment
                contact.due_at = next_letter(contact.first_at, step, moment)
                papers.append(_paper(contact, reachable[contact.id], titles))
        _trace(batch, papers, actor)
        return papers


def print_again(batch: Outreach, *, seen: str | None = None, actor: Actor) -> list[Paper]:
    """The letters that were printed last, once more. Raises `NothingToPrint`, `Stale`.

    Whoever said stop since, whose address was emptied or whose records were closed, is left out.
    """
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed
    with transaction():
        lock_row(batch)
        optimistic_lock.expect(batch, seen)  # others would be the last by now
        check_reprint(batch, actor)
        latest = select(OutreachContact).where(
            OutreachContact.batch_id == batch.id,
            OutreachContact.standing.in_([standing.value for standing in PRINTED]),
        )
        last = db.session.scalars(latest.order_by(OutreachContact.last_at.desc()).limit(1)).one()
        same = OutreachContact.standing == last.standing, OutreachContact.last_at == last.last_at
        printed = _list(batch, *same)
        reachable = reached_now(printed)
        stopped = _find_stopped(printed, reachable)
        papers = [
            _paper(contact, reachable[contact.id], titles)
            for contact in printed
            if contact.id not in stopped
            and reachable[contact.id].has_post
            and (titles := titles_of(contact, reachable[contact.id]))
        ]
        _trace(batch, papers, actor)
        return papers


def _list(batch: Outreach, *where: object) -> list[OutreachContact]:
    query = select(OutreachContact).where(OutreachContact.batch_id == batch.id, *where)  # type: ignore[arg-type]
    query = query.options(joinedload(OutreachContact.concession)).order_by(OutreachContact.reader)
    return list(db.session.scalars(query.limit(AT_ONCE)))


def _find_stopped(chosen: list[OutreachContact], reachable: dict[int, Contact]) -> set[int]:
    """The contacts that want no more, be it by a mail to the address that stands on their record."""
    own = {c.id: {c.reader, *own_readers(c.concession, reachable[c.id])} for c in chosen}
    quiet = find_stopped(set().union(*own.values()))
    return {c.id for c in chosen if not quiet.isdisjoint(own[c.id])}


def _paper(contact: OutreachContact, reachable: Contact, titles: list[str]) -> Paper:
    record = contact.concession
    reminds = contact.standing != Standing.PRINTED.value
    lines = letters.postal_lines(
        record.holder or record.title, reachable.address, reachable.postcode, reachable.city
    )
    return Paper(lines, record.holder or record.title, titles[:MOST_TITLES], reminds)


def _trace(batch: Outreach, papers: list[Paper], actor: Actor) -> None:
    after = {"statement": "lettre-invitation", "count": len(papers)}
    audit.record(AuditAction.LETTER_PRINTED, batch, actor=actor, after=after)
