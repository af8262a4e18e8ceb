"""The peers' rows as ours: companies, accounts, concessions, links and events, written by the thousand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from models.accounts import ProAccount
from models.attachments import Attachment, AttachmentReferent
from models.audit import AuditDetail, AuditEvent
from models.companies import Company
from models.concessions import Concession, access_codes
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.lists.search_index import SEARCHED
from models.storage import ddl
from models.values.text import fold, title_key

BLOCK = 5_000
Row = dict[str, Any]


def load(folder: Path, name: str) -> ModuleType:
    """A file of the peers."""
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location(f"peers_{name}", folder / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


def fill(data: ModuleType, size: int, agents: list[int]) -> None:
    """Fills an empty database; the search indexes are built at the end, which takes a tenth of the time."""
    _without_search()
    companies, accounts = size // 5, size // 4
    names: dict[int, str] = {}
    _write(Company, _companies(data.companies(companies), names))
    _write(ProAccount, _accounts(data.accounts(accounts, companies)))
    titles: dict[int, str] = {}
    _write(Concession, _concessions(data.concessions(size), titles))
    _write(Attachment, _attachments(data.links(size, companies, accounts), companies, names, titles, agents))
    _write(AttachmentReferent, _referents(data.links(size, companies, accounts), companies))
    last = db.session.scalar(select(func.max(AuditEvent.sequence))) or 0
    _write(AuditEvent, _events(data.events(size), last, agents))
    numbers = range(last + 1, last + 1 + 2 * size)
    _write(AuditDetail, ({"sequence": number, "salt": "0" * 32, "search": ""} for number in numbers))
    _with_search()


def _write(model: Any, rows: Iterable[Row]) -> None:
    table: Table = model.__table__
    waiting = iter(rows)
    while block := list(islice(waiting, BLOCK)):
        with transaction() as session:
            session.execute(insert(table), block)
    if db.engine.dialect.name == "postgresql" and "id" in table.c:
        with transaction() as session:
            last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
            session.execute(text(last))


def _without_search() -> None:
    for name in SEARCHED:
        with transaction() as session:
            if db.engine.dialect.name == "sqlite":
                session.execute(text(f"DROP TRIGGER IF EXISTS {name}_fts_insert"))
            else:
                session.execute(text(f"DROP INDEX IF EXISTS ix_{name}_search"))


def _with_search() -> None:
    with transaction() as session:
        if db.engine.dialect.name == "sqlite":
            for name in SEARCHED:
                session.execute(text(f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')"))
        ddl.apply(session.connection())
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _companies(rows: Iterable[Any], names: dict[int, str]) -> Iterator[Row]:
    for number, siret, name, acronym, _, phone, email, address, postcode, city, at in rows:
        names[number] = name
        yield {
            "id": number, "siret": siret, "name": name, "acronym": acronym, "kind": "entreprise",
            "phone": f"+33{phone[1:]}", "email": email, "address": address,
            "postcode": postcode, "city": city, "directory_state": "open",
            "created_at": _moment(at), "name_key": fold(name)[:250], "version": 1,
            "search": fold(f"{name} {acronym} {siret} {email} {phone} {city}"),
        }  # fmt: skip


def _accounts(rows: Iterable[Any]) -> Iterator[Row]:
    for number, company, identifier, first, last, email, title, status, at in rows:
        moment = _moment(at)
        suspended = status == "suspended"
        yield {
            "id": number, "company_id": company, "identifier": identifier, "door": "pro",
            "first_name": first, "last_name": last, "email": email, "email_key": email, "job_title": title,
            "created_at": moment, "link_sent_at": moment,
            "activated_at": None if status == "pending" else moment,
            "password_hash": None if status == "pending" else "$argon2id$nobody",
            "email_proved_at": None if status == "pending" else moment,
            "terms_accepted_at": None if status == "pending" else moment,
            "data_accepted_at": moment, "terms_version": None if status == "pending" else "1",
            "suspended_at": moment if suspended else None,
            "suspended_reason": "Contrôle SIRET" if suspended else None,
            "name_key": fold(f"{last} {first}")[:250], "version": 1,
            "search": fold(f"{first} {last} {identifier} {email}"),
        }  # fmt: skip


def _concessions(rows: Iterable[Any], titles: dict[int, str]) -> Iterator[Row]:
    for number, title, holder, reference, status, city, at in rows:
        titles[number] = title
        key = title_key(title)
        yield {
            "id": number, "reference": reference, "kind": "voirie", "title": title, "title_key": key,
            "title_digest": access_codes.title_digest("voirie", key), "holder": holder, "city": city,
            "city_key": fold(city)[:120], "network": "Eau", "network_key": "eau", "code_hmac": "0" * 64,
            "code_key_id": "bench", "closed_at": _moment(at) if status == "closed" else None,
            "imported_at": _moment(at), "version": 1, "search": fold(f"{title} {reference} {holder} {city}"),
        }  # fmt: skip


def _attachments(
    rows: Iterable[Any], companies: int, names: dict[int, str], titles: dict[int, str], agents: list[int]
) -> Iterator[Row]:
    for number, concession, company, account, _, _, reason, at in rows:
        moment, title = _moment(at), titles[concession]
        by_staff = account is None
        yield {
            "id": number, "concession_id": concession, "company_id": company,
            "referent_id": account or _first_of(company, companies),
            "evidence": "other" if by_staff else "code",
            "channel": "console" if by_staff else "portal",
            "justification": f"{reason}, vu avec le titulaire." if by_staff else "",
            "made_by_id": agents[1 + number % (len(agents) - 1)] if by_staff else None, "created_at": moment,
            "effective_at": moment, "review": "after" if by_staff else "none",
            "reviewed_at": moment if by_staff else None, "title_key": title_key(title), "version": 1,
            "reviewed_by_id": agents[0] if by_staff else None,
            "search": fold(f"{title} {names[company]}"),
        }  # fmt: skip


def _first_of(company: int, companies: int) -> int:
    """An account of a company: the peers give account n to company 1 + n % companies."""
    return company - 1 or companies


def _referents(rows: Iterable[Any], companies: int) -> Iterator[Row]:
    for number, _, company, account, _, _, _, at in rows:
        yield {
            "attachment_id": number,
            "account_id": account or _first_of(company, companies),
            "since": _moment(at),
        }


def _events(rows: Iterable[Any], last: int, agents: list[int]) -> Iterator[Row]:
    for number, at, _, _, kind, subject, _ in rows:
        yield {
            "sequence": last + number, "at": _moment(at), "actor_kind": "agent",
            "actor_id": agents[number % len(agents)], "role": "agent", "action": "concession-consulted",
            "subject_kind": kind, "subject_id": subject,
            "detail_digest": "0" * 64, "digest": f"{number:064x}",
        }  # fmt: skip
