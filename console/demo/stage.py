"""Inserts the demonstration's rows, in the order in which they refer to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TypeVar, cast

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from console.demo import accounts, attachments, companies, concessions, events
from console.demo.accounts import Holder
from console.demo.attachments import Crew
from console.demo.cast import KNOWN_ACCOUNTS
from console.demo.companies import Firm
from console.demo.concessions import Old
from models.accounts import ProAccount, UsedIdentifier
from models.attachments import Attachment, AttachmentReferent
from models.audit.writing import Entry, write
from models.companies import Company
from models.concessions import Concession, access_codes
from models.concessions.access_codes import TitleLock
from models.kernel import bulk
from models.kernel.base import Base
from models.kernel.clock import now

CHUNK = 5_000
HISTORY = timedelta(days=30)
BEFORE = timedelta(days=6)
"""Records and companies come in, accounts are made and activated; then the first records are attached."""


T = TypeVar("T")


class Stage:
    """One demonstration as it is set: what was inserted so far is what later rows refer to."""

    def __init__(self, session: Session, size: int, crew: Crew, progress: Callable[[int], object]) -> None:
        self.session, self.size, self.crew, self.progress = session, size, crew, progress
        self.moment = now()
        self.begin = self.moment - HISTORY
        self.firms: list[Firm] = []
        self.active: list[Holder] = []
        self.pending: list[Holder] = []
        self._next_attachment = 1

    def set(self, hashes: list[str]) -> None:
        """Everything."""
        self._companies()
        self._accounts(hashes)
        self._concessions()
        if self.session.get_bind().dialect.name != "sqlite":
            self._advance()

    def _companies(self) -> None:
        for rows in chunks(companies.rows(max(2, self.size // 5), self.begin)):
            bulk.add(self.session, table(Company), rows)
            firms = [
                Firm(row["id"], row["siret"], row["name"], row["legal_category"] == "9220") for row in rows
            ]
            self.firms += firms
            write(self.session, [events.registered(firm, self.begin) for firm in firms])

    def _accounts(self, hashes: list[str]) -> None:
        count = max(KNOWN_ACCOUNTS + 1, self.size // 4)
        for made in chunks(accounts.rows(count, self.firms, hashes, self.moment)):
            bulk.add(self.session, table(UsedIdentifier), [{"digest": digest} for *_, digest in made])
            bulk.add(self.session, table(ProAccount), [row for row, *_ in made])
            holders = [holder for _, holder, _ in made]
            self.active += [holder for holder in holders if holder.status == "active"]
            self.pending += [holder for holder in holders if holder.status in ("pending", "expired")]
            write(self.session, [events.created(holder, row["created_at"]) for row, holder, _ in made])

    def _concessions(self) -> None:
        for made in chunks(enumerate(concessions.rows(self.size, self.firms, self.begin))):
            rows = [row for _, (row, _) in made]
            bulk.add(self.session, table(Concession), rows)
            access_codes.tally(Counter(code for _, (_, code) in made))
            names = ("id", "reference", "title", "title_key", "title_digest")
            olds = [(number, Old(*(row[name] for name in names))) for number, (row, _) in made]
            self._locks(olds)
            write(self.session, [events.imported(old, self.begin) for _, old in olds])
            self._attach(olds)
            self.progress(made[-1][0] + 1)

    def _locks(self, olds: list[tuple[int, Old]]) -> None:
        locks = (concessions.title_lock(number, old.title_digest, self.moment) for number, old in olds)
        if rows := [lock for lock in locks if lock is not None]:
            bulk.add(self.session, table(TitleLock), rows)

    def _attach(self, olds: list[tuple[int, Old]]) -> None:
        made: list[tuple[dict[str, object], Holder]] = []
        entries: list[Entry] = []
        for number, old in olds:
            at = self.begin + BEFORE + (HISTORY - BEFORE) * (number / self.size)
            found = attachments.row(number, old, self.active, self.pending, self.crew, at, self.moment)
            if found is None:
                entries.append(events.consulted(old, at, self.crew.agent or events.ACTOR))
                continue
            row, holder = found
            row["id"] = self._next_attachment + len(made)
            made.append((row, holder))
            entries.append(events.attached(row, old, holder, self.crew.agent))
        self._next_attachment += len(made)
        self._insert_attachments(made)
        write(self.session, entries)

    def _insert_attachments(self, made: list[tuple[dict[str, object], Holder]]) -> None:
        if not made:
            return
        referents = [
            {"attachment_id": row["id"], "account_id": holder.id, "since": row["created_at"]}
            for row, holder in made
        ]
        bulk.add(self.session, table(Attachment), [row for row, _ in made])
        bulk.add(self.session, table(AttachmentReferent), referents)
        served = [
            {"row": row["concession_id"], "company": holder.firm.id}
            for row, holder in made
            if row["evidence"] == "code"
        ]
        if served:
            statement = text("UPDATE concessions SET code_company_id = :company WHERE id = :row")
            self.session.execute(statement, served)

    def _advance(self) -> None:
        """PostgreSQL numbers by sequences, which rows that bring their number do not move."""
        for model in (Company, ProAccount, Concession, Attachment):
            name = model.__tablename__
            last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608
            self.session.execute(text(last))


def table(model: type[Base]) -> Table:
    """Its table: rows are inserted without the cost of objects."""
    return cast(Table, model.__table__)


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, some thousands at a time."""
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
