"""A record is held exactly while an attachment of it is open, whoever opens, ends or moves it."""

from __future__ import annotations

from sqlalchemy import select, text

from models import accounts, attachments
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.deadlines import lapse_overdue
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.people import SYSTEM
from tests.support.racing.races import race
from tests.support.records import by, concession, of

WHY = {"evidence": "other", "justification": "Le responsable est venu au guichet avec le courrier."}


def held(record):
    """What the database keeps of it, which is what it derives."""
    db.session.rollback()
    bound = select(Attachment.id).where(
        Attachment.concession_id == Concession.id, Attachment.ended_at.is_(None)
    )
    derived = bound.exists(), bound.where(Attachment.effective_at.is_not(None)).exists()
    query = select(Concession.id, Concession.held, derived[0], Concession.in_effect, derived[1])
    kept = [tuple(row) for row in db.session.execute(query)]
    assert kept and all(row[1] == row[2] and row[3] == row[4] for row in kept), kept
    return next(row[1] for row in kept if row[0] == record.id)


def test_every_operation_tells_it(app, account, agent, supervisor, clock):
    record = concession()
    assert not held(record)
    bound = attachments.attach(record, account, **WHY, actor=by(agent))
    assert held(record)
    attachments.detach(bound, reason="Cession", actor=by(supervisor))
    assert not held(record)
    attachments.undo_detach(bound, actor=by(supervisor))
    assert held(record)
    accounts.erase(account, reason="Départ", actor=SYSTEM)
    assert not held(record)


def test_what_waits_holds_until_it_is_refused_or_lapses(app, agent, supervisor, clock):
    for refuse in (True, False):
        record = concession()
        waiting = attachments.attach(record, people.active(), **WHY, actor=by(agent))
        with transaction():
            waiting.review, waiting.effective_at, waiting.review_due_at = "before", None, waiting.created_at
        assert held(record)
        if refuse:
            attachments.contest(waiting, reason="Pas le bon titre", actor=by(supervisor))
        else:
            clock.shift(86400 * 10)
            assert lapse_overdue(actor=SYSTEM) == 1
        assert not held(record)


def test_so_does_whoever_writes_the_table_by_hand(app, account, agent):
    first, second = concession(), concession()
    bound = attachments.attach(first, account, **WHY, actor=by(agent))
    with transaction() as session:
        session.execute(text("UPDATE attachments SET concession_id = :new"), {"new": second.id})
    assert not held(first) and held(second)
    columns = [c.name for c in Attachment.__table__.columns if c.computed is None]
    values = ", ".join({"id": "id + 1", "concession_id": str(first.id)}.get(name, name) for name in columns)
    with transaction() as session:
        session.execute(
            text(f"INSERT INTO attachments ({', '.join(columns)}) SELECT {values} FROM attachments")
        )
    assert held(first) and held(second)
    with transaction() as session:
        session.execute(text("DELETE FROM attachment_referents"))
        session.execute(text("DELETE FROM attachments WHERE id = :old"), {"old": bound.id})
    assert held(first) and not held(second)


def test_many_at_once_neither_lose_it_nor_wait_for_each_other(app, agent, supervisor):
    records = [concession() for _ in range(2)]
    owners = [people.active().id for _ in range(2)]
    maker, ender = by(agent), by(supervisor)

    def get(model, number):
        row = db.session.get(model, number)
        assert row is not None
        return row

    def bind(record, owner):
        return attachments.attach(get(Concession, record), get(ProAccount, owner), **WHY, actor=maker).id

    def end_and_undo(record):
        for bound in db.session.scalars(
            select(Attachment).where(Attachment.concession_id == record)
        ).unique():
            attachments.detach(bound, reason="Cession", actor=ender)
            attachments.undo_detach(bound, actor=ender)

    def leave(owner):
        account = get(ProAccount, owner)
        accounts.erase(account, reason="Départ", actor=of(account))

    ids = [record.id for record in records]
    works = [lambda r=r, o=o: bind(r, o) for r in ids for o in owners for _ in range(3)]
    works += [lambda r=r: end_and_undo(r) for r in ids for _ in range(4)]
    works += [lambda: leave(owners[0])]
    outcome = race(app, works)
    assert not outcome.failed, outcome.failed[:3]
    for record in records:
        held(record)
