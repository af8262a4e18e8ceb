"""Proof by post: a key goes to the address of the old record, printed by staff; who asked types it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from models import audit
from models.accounts import ProAccount
from models.attachments.binding import bind
from models.attachments.by_company import record_failure, refusal_of_held
from models.attachments.evidence import Evidence
from models.attachments.old_contact import limits
from models.attachments.old_contact.record_links import ask_who_holds, find_only_free
from models.attachments.old_contact.tables import LetterKey
from models.attachments.refusals import AlreadyAttached, ConcessionClosed
from models.attachments.tables import Attachment, Channel
from models.audit import AuditAction
from models.concessions import Concession, letters, tries
from models.concessions.queries import find_concessions_by_title
from models.concessions.tries import TryRefused
from models.kernel import keys
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import find_locked, lock_row, locked
from models.kernel.transactions import pretence, transaction
from models.values.text import title_key

LIFE = timedelta(days=21)
"""From the day it is printed: the post and a holiday."""

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What nobody takes for another sign: no I, O, 0, 1. 32 signs, so that a byte gives each as often."""

SIGNS = 8


class KeyMalformed(DomainError):
    """What was typed has not the form of a key (facts: `signs`, how many it has): no try is spent on it."""

    field = "key"


class KeyRefused(DomainError):
    """Unknown title, wrong key, over, too many tries: one answer for all of them."""

    field = "key"


def ask_letter(account: ProAccount, *, kind: str, title: str, actor: Actor) -> None:
    """Has a key printed for the one free record of that title, if there is one with an address.

    Where another holds it, they are asked. One answer, in one time, whatever there is; an earlier key of the
    account for that record is over. Raises
    `AskedTooOften`, of which titles know nothing.
    """
    key = title_key(title)[:250]
    limits.spend(account, kind, key, actor=actor)
    with transaction():
        lock_row(account)
        record = find_only_free(kind, title)
        if record is not None and is_reachable(record) and limits.admit_letter(record.id):
            write_key(account, record.id)
        else:
            with pretence():
                limits.admit_letter(0)
                _end(account, 0)
        record = record or ask_who_holds(account, kind, title)
        subject = ("title", None, None) if record is None else ("concession", record.id, record.label)
        after = {"kind": kind, "title": title, "way": Evidence.LETTER.value}
        audit.record(AuditAction.PROOF_ASKED, subject, actor=actor, company=account.company_id, after=after)


def is_reachable(record: Concession) -> bool:
    """Whether a letter can go to what stands on the record."""
    return not letters.missing_parts(record.address, record.postcode, record.city)


def write_key(account: ProAccount, concession_id: int) -> None:
    """A new key that waits for its letter, in the transaction under way; the earlier one is over."""
    _end(account, concession_id)
    seed = secrets.token_urlsafe(32)
    made = LetterKey(concession_id=concession_id, account=account, seed=seed, asked_at=now())
    db.session.add(made)
    db.session.flush()


def _end(account: ProAccount, concession_id: int) -> None:
    for key in _live(account, concession_id):
        key.ended_at = now()
    db.session.flush()


def _live(account: ProAccount, concession_id: int) -> Sequence[LetterKey]:
    query = select(LetterKey).where(LetterKey.ended_at.is_(None), LetterKey.account_id == account.id)
    query = query.where(LetterKey.concession_id == concession_id)
    return db.session.scalars(locked(query, LetterKey)).all()


def signs_of(seed: str) -> str:
    """The key of a seed, 8 signs: random by its seed, and in no dump of the database."""
    raw = hmac.digest(keys.current().derive("letter-key"), seed.encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in raw[:SIGNS])


def cleaned(typed: str) -> str:
    """A typed key as it is compared: in groups or not, in either case."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[: SIGNS + 1]


def claim_by_key(account: ProAccount, *, kind: str, title: str, key: str, actor: Actor) -> Attachment:
    """The company attaches the record of that title with the key of its letter.

    Raises `KeyMalformed`. A try is counted with those of codes, before it is checked, and given back by
    success: `KeyRefused` is the one answer to whatever is wrong. Where somebody holds the record by now,
    `AlreadyYours` or `AlreadyHeld`, which opened a case.
    """
    spent, typed = None, cleaned(key)
    if len(typed) != SIGNS or not set(typed) <= set(ALPHABET):
        raise KeyMalformed(signs=SIGNS)
    try:
        spent = tries.spend(kind, title_key(title)[:250], opened_at=account.created_at, actor=actor)
    except TryRefused:
        pass  # refused already; the same work is done all the same, so that time tells nothing
    found = find_concessions_by_title(kind, title)
    record = found[0] if len(found) == 1 else None
    live = _usable(account, record)
    right = hmac.compare_digest(signs_of(live.seed if live else "").encode(), typed.encode())
    if spent is None or record is None or live is None or not right:
        if spent is not None:
            record_failure(spent, record, account.company, title, kind, actor)
        raise KeyRefused
    try:
        with transaction():
            lock_row(account)
            used = find_locked(LetterKey, live.id)
            if used is None or used.ended_at is not None:
                raise ConcessionClosed
            attachment = bind(record, account, Evidence.LETTER, Channel.PORTAL, actor=actor)
            used.ended_at = now()
            tries.succeed(spent)
            return attachment
    except AlreadyAttached as taken:
        held = taken.facts["attachment"]
        raise refusal_of_held(account, held.id if held else None, title, kind, actor) from None
    except ConcessionClosed:  # what changed between the check and the binding
        raise KeyRefused from None


def _usable(account: ProAccount, record: Concession | None) -> LetterKey | None:
    query = select(LetterKey).where(LetterKey.account_id == account.id, LetterKey.expires_at > now())
    query = query.where(LetterKey.concession_id == (record.id if record else 0))
    return db.session.scalar(query.where(LetterKey.ended_at.is_(None)))
