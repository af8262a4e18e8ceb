"""The letters that carry keys: the next ones in one file, or the last print again where a printer failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from models import audit
from models.accounts import ProAccount
from models.attachments.old_contact.letter_keys import LIFE, is_reachable, signs_of
from models.attachments.old_contact.tables import LetterKey
from models.audit import AuditAction
from models.companies import vouched_name
from models.concessions import letters
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import locked
from models.kernel.transactions import transaction
from models.lists.paging import capped
from models.permissions import Permission
from models.staff import Agent

AT_ONCE = 200
"""Letters of one file."""


class NoLetterWaits(DomainError):
    """No key waits for its letter."""


@dataclass(frozen=True)
class KeyLetter:
    """A letter to be typeset: where it goes, about which record, who asked, with which key."""

    address: list[str]
    holder: str
    title: str
    asking: str
    key: str


def count_to_print() -> int:
    """How many keys wait for their letter, up to one file's worth and one."""
    waiting = _waiting().with_only_columns(LetterKey.id).limit(AT_ONCE + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def count_waiting(cap: int) -> ColumnElement[int]:
    """How many keys wait for their letter, up to the cap: for a statement that counts more."""
    counted: ColumnElement[int] = capped(_waiting().with_only_columns(LetterKey.id), cap)
    return counted


LATEST = 50
"""Letters that are shown."""


def list_latest() -> Sequence[LetterKey]:
    """The letters that were printed last, with who asked for them."""
    whose = joinedload(LetterKey.account).joinedload(ProAccount.company)
    query = select(LetterKey).where(LetterKey.printed_at.is_not(None))
    query = query.options(whose, joinedload(LetterKey.printed_by))
    return db.session.scalars(query.order_by(LetterKey.printed_at.desc(), LetterKey.id).limit(LATEST)).all()


def _waiting() -> Select[LetterKey]:
    return select(LetterKey).where(LetterKey.ended_at.is_(None), LetterKey.printed_at.is_(None))


def print_next(*, actor: Actor) -> list[KeyLetter]:
    """The next letters, whose 21 days begin. Raises `NotAllowed`, `NoLetterWaits`.

    A record that somebody holds by now, or that lost its address, gets none: its key is over.
    """
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed
    with transaction():
        moment, papers = now(), []
        printer = db.session.get(Agent, actor.id)
        query = _waiting().order_by(LetterKey.id).limit(AT_ONCE)
        chosen = db.session.scalars(locked(query, LetterKey, pass_over=True)).all()
        if not chosen:
            raise NoLetterWaits
        for key in chosen:
            if not key.concession.is_to_attach or not is_reachable(key.concession):
                key.ended_at = moment
                continue
            key.printed_at, key.expires_at = moment, moment + LIFE
            key.printed_by = printer
            papers.append(_paper(key))
            after = {"statement": "lettre-cle", "account": key.account.identifier}
            audit.record(AuditAction.LETTER_PRINTED, key.concession, actor=actor, after=after)
        return papers


def print_again(*, actor: Actor) -> list[KeyLetter]:
    """The letters that were printed last, once more; the days count on. Raises as `print_next` does."""
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed
    with transaction():
        printed = select(LetterKey).where(LetterKey.ended_at.is_(None), LetterKey.expires_at > now())
        last = db.session.scalar(printed.order_by(LetterKey.printed_at.desc()).limit(1))
        if last is None:
            raise NoLetterWaits
        same = printed.where(LetterKey.printed_at == last.printed_at).order_by(LetterKey.id)
        papers = [_paper(key) for key in db.session.scalars(same) if is_reachable(key.concession)]
        after = {"statement": "lettre-cle", "count": len(papers)}
        audit.record(AuditAction.LETTER_PRINTED, last.concession, actor=actor, after=after)
        return papers


def _paper(key: LetterKey) -> KeyLetter:
    record, signs = key.concession, signs_of(key.seed)
    return KeyLetter(
        letters.lines_of(record),
        record.holder or record.title,
        record.title,
        vouched_name(key.account.company),
        f"{signs[:4]} {signs[4:]}",
    )
