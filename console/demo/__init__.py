"""Makes the demonstration: deterministic, in one transaction, a million records in minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from typing import cast as cast_to

from sqlalchemy import Table, exists, insert, select, text
from sqlalchemy.orm import Session

from console.demo import cast, companies, desks, oddities, records, requests
from console.demo.companies import Firm, Holder
from console.demo.records import Old, Staff
from models import audit, documents
from models.accounts import ProAccount, UsedIdentifier
from models.attachments import Attachment, AttachmentReferent
from models.audit import AuditEvent
from models.audit.writing import Entry, write
from models.companies import Company
from models.concessions import Concession, access_codes
from models.concessions.access_codes import TitleLock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.lists import search
from models.permissions import Role
from models.reports import progress as campaign
from models.storage import ddl

ACTOR = Actor.system("demo")
CHUNK = 5_000
MANY = 20_000
"""From this size on the search index of SQLite is rebuilt at the end, which is faster than keeping it."""

HISTORY = timedelta(days=30)
HASHES = 4
"""Passwords that the accounts share: to hash one for each would take days."""

LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)

T = TypeVar("T")


class NotEmpty(DomainError):
    """The database holds companies or records already: a demonstration has no place among them."""


def is_made() -> bool:
    """Whether the demonstration was made; it is made whole or not at all."""
    return bool(db.session.scalar(select(exists().where(AuditEvent.action == "demonstration-made"))))


def make(size: int, *, with_staff: bool, progress: Callable[[int], object] = lambda _: None) -> bool:
    """Makes `size` records and all that goes with them, unless it was done; says whether it did any.

    `with_staff`: adds the demonstration's staff and people of known passwords. Raises `NotEmpty`.
    """
    staff = cast.hire(ACTOR) if with_staff else []
    if is_made():
        return False
    if db.session.scalar(select(exists().where(Concession.id > 0) | exists().where(Company.id > 0))):
        raise NotEmpty
    by_role = {agent.role: agent.id for agent in staff}
    letter = documents.store("mandat-signe.pdf", LETTER, actor=ACTOR).id if staff else None
    hashes = cast.hashes(HASHES) if with_staff else [cast.nobodys_hash()]
    crew = Staff(by_role.get(Role.AGENT.value), by_role.get(Role.SUPERVISOR.value), letter)
    with transaction() as session:
        stage = _Stage(session, size, crew, {agent.id: Actor.of_agent(agent) for agent in staff}, progress)
        stage.set(hashes)
        oddities.add(stage.pending, ACTOR)
        requests.add(stage.actors.get(crew.agent or 0), ACTOR)
        desks.add(staff)
        audit.record("demonstration-made", ("demonstration", None), actor=ACTOR, after={"size": size})
    campaign.count()
    return True


class _Stage:
    """The rows, in the order in which they refer to each other."""

    def __init__(
        self,
        session: Session,
        size: int,
        staff: Staff,
        actors: dict[int, Actor],
        progress: Callable[[int], object],
    ) -> None:
        self.session, self.size, self.staff, self.actors, self.progress = (
            session,
            size,
            staff,
            actors,
            progress,
        )
        self.moment = now()
        self.begin = self.moment - HISTORY
        self.firms: list[Firm] = []
        self.active: list[Holder] = []
        self.pending: list[Holder] = []
        self._next_attachment = 1
        self._sqlite = session.get_bind().dialect.name == "sqlite"

    def set(self, hashes: list[str]) -> None:
        """Everything."""
        many = self._sqlite and self.size >= MANY
        if many:
            for name in search.SEARCHED:
                self.session.execute(text(f"DROP TRIGGER IF EXISTS {name}_fts_insert"))
        self._companies()
        self._accounts(hashes)
        self._records()
        if many:
            for name in search.SEARCHED:
                rebuild = f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')"  # noqa: S608 - our names
                self.session.execute(text(rebuild))
            ddl.apply(self.session.connection())
        elif not self._sqlite:
            self._advance()

    def _companies(self) -> None:
        for rows in chunks(companies.companies(max(2, self.size // 5), self.begin)):
            self.session.execute(insert(table(Company)), rows)
            entries: list[Entry] = []
            for row in rows:
                firm = Firm(row["id"], row["siret"], row["name"], row["legal_category"] == "9220")
                self.firms.append(firm)
                subject = ("company", firm.id, f"{firm.name} {firm.siret}")
                after = {"siret": firm.siret, "name": firm.name}
                entries.append((self.begin, "company-registered", subject, firm.id, ACTOR, None, after, None))
            write(self.session, entries)

    def _accounts(self, hashes: list[str]) -> None:
        count = max(cast.KNOWN_ACCOUNTS + 1, self.size // 4)
        for made in chunks(companies.accounts(count, self.firms, hashes, self.moment)):
            self.session.execute(insert(table(UsedIdentifier)), [{"digest": digest} for *_, digest in made])
            self.session.execute(insert(table(ProAccount)), [row for row, *_ in made])
            entries: list[Entry] = []
            for row, holder, _ in made:
                label = f"{holder.identifier} {holder.name}".strip()
                subject, firm, at = ("account", holder.id, label), holder.firm.id, row["created_at"]
                after = {"identifier": holder.identifier}
                entries.append((at, "account-created", subject, firm, ACTOR, None, after, None))
                if holder.status == "active":
                    self.active.append(holder)
                elif holder.status in ("pending", "expired"):
                    self.pending.append(holder)
            write(self.session, entries)

    def _records(self) -> None:
        for made in chunks(enumerate(records.concessions(self.size, self.firms, self.begin))):
            rows = [row for _, (row, _) in made]
            self.session.execute(insert(table(Concession)), rows)
            access_codes.tally(Counter(code for _, (_, code) in made))
            olds = [
                Old(row["id"], row["reference"], row["title"], row["title_key"], row["title_digest"])
                for row in rows
            ]
            self._locks([(number, old) for (number, _), old in zip(made, olds, strict=True)])
            write(self.session, [self._imported(old) for old in olds])
            self._attach([(number, old) for (number, _), old in zip(made, olds, strict=True)])
            self.progress(made[-1][0] + 1)

    def _imported(self, old: Old) -> Entry:
        subject, after = (
            ("concession", old.id, f"{old.title} ({old.reference})"),
            {"reference": old.reference},
        )
        return (self.begin, "concession-imported", subject, None, ACTOR, None, after, None)

    def _locks(self, olds: list[tuple[int, Old]]) -> None:
        locks = [records.lock(number, old.title_digest, self.moment) for number, old in olds]
        if found := [one for one in locks if one is not None]:
            self.session.execute(insert(table(TitleLock)), found)

    def _attach(self, olds: list[tuple[int, Old]]) -> None:
        first = self._next_attachment
        rows: list[dict[str, Any]] = []
        referents: list[dict[str, Any]] = []
        served: list[dict[str, Any]] = []
        entries: list[Entry] = []
        for number, old in olds:
            at = self.begin + HISTORY * (number / self.size)
            found = records.attachment(number, old, self.active, self.pending, self.staff, at, self.moment)
            if found is None:
                entries.append(self._consulted(old, at))
                continue
            row, holder = found
            row["id"] = first + len(rows)
            rows.append(row)
            referents.append(
                {"attachment_id": row["id"], "account_id": holder.id, "since": row["created_at"]}
            )
            if row["evidence"] == "code":
                served.append({"row": old.id, "company": holder.firm.id})
            entries.append(self._attached(row, old, holder))
        self._next_attachment += len(rows)
        if rows:
            self.session.execute(insert(table(Attachment)), rows)
            self.session.execute(insert(table(AttachmentReferent)), referents)
        if served:
            statement = text("UPDATE concessions SET code_company_id = :company WHERE id = :row")
            self.session.execute(statement, served)
        write(self.session, entries)

    def _consulted(self, old: Old, at: datetime) -> Entry:
        actor = self.actors.get(self.staff.agent or 0, ACTOR)
        subject = ("concession", old.id, f"{old.title} ({old.reference})")
        return (at, "concession-consulted", subject, None, actor, None, None, None)

    def _attached(self, row: dict[str, Any], old: Old, holder: Holder) -> Entry:
        company = Actor("account", holder.id, holder.identifier, "company")
        actor = self.actors.get(row["made_by_id"] or 0, company)
        subject = ("attachment", row["id"], f"{old.title} – {holder.firm.name}")
        after = {
            "concession": old.reference,
            "title": old.title,
            "company": holder.firm.siret,
            "referent": holder.identifier,
            "evidence": row["evidence"],
            "channel": row["channel"],
        }
        return (
            row["created_at"],
            "attached",
            subject,
            holder.firm.id,
            actor,
            None,
            after,
            row["justification"] or None,
        )

    def _advance(self) -> None:
        """PostgreSQL numbers by sequences, which rows that bring their number do not move."""
        for model in (Company, ProAccount, Concession, Attachment):
            name = model.__tablename__
            last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608
            self.session.execute(text(last))


def table(model: type[Base]) -> Table:
    """Its table: rows are inserted without the cost of objects."""
    return cast_to(Table, model.__table__)


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, some thousands at a time."""
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
