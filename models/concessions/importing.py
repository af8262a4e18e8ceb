"""Takes the old portal's records in, thousands at a time: new ones are added, known ones follow the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, select

from models import audit
from models.audit import AuditAction
from models.concessions import Concession, ConcessionKind, access_codes, commune_key, network_key
from models.concessions.queries import count_concessions
from models.kernel import bulk
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values import contacts
from models.values.text import fold, folded_title

CHUNK = 4_000
"""Records of one transaction, with one event."""

_table = cast(Table, Concession.__table__)
_NEVER_CHANGED = {"id", "reference", "imported_at", "held", "in_effect", "standing"}
_CHANGEABLE = tuple(column.name for column in _table.columns if column.name not in _NEVER_CHANGED)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file: `facts` holds what it says of the record, by column; what it leaves out stays."""

    line: int
    reference: str
    code: str
    facts: dict[str, Any]


@dataclass
class Taken:
    """What became of a chunk.

    `kept` are the records whose other code was not taken, `erased` the known values that an empty cell took
    away: the record, the column of the table, the value. `changes` are the records that change, with what
    they said before and say after.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    replaced_codes: int = 0
    kept: list[Record] = field(default_factory=list)
    erased: list[tuple[Record, str, Any]] = field(default_factory=list)
    changes: list[tuple[Record, dict[str, object], dict[str, object]]] = field(default_factory=list)

    def add(self, other: Taken) -> None:
        """Sums up, for a whole file."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.replaced_codes += other.replaced_codes


@dataclass
class _Plan:
    """What a chunk does to the table, before it is done."""

    taken: Taken = field(default_factory=Taken)
    new: list[dict[str, object]] = field(default_factory=list)
    changed: list[dict[str, object]] = field(default_factory=list)
    renamed: list[int] = field(default_factory=list)
    before: dict[str, dict[str, object]] = field(default_factory=dict)
    after: dict[str, dict[str, object]] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)


def preview(records: Sequence[Record], *, replace_codes: bool = False) -> Taken:
    """What `take` would do, with nothing written."""
    return _plan(records, _seals(records), replace_codes).taken


def take(records: Sequence[Record], *, file: str, replace_codes: bool = False, actor: Actor) -> Taken:
    """Adds or updates the records of a chunk, each reference once, in one transaction with one event.

    `file` names the file in the trail (its digest). A code that differs from the one we hold is taken with
    `replace_codes` alone. The same chunk again changes nothing and leaves no event: an import that died is
    simply begun again.
    """
    if not actor.may(Permission.IMPORT):
        raise NotAllowed
    seals = _seals(records)
    with transaction() as session:
        lock("import-concessions")
        plan = _plan(records, seals, replace_codes)
        if plan.new:
            bulk.add(session, _table, plan.new)
        if plan.changed:
            bulk.change(session, _table, plan.changed)
        if plan.tally:
            access_codes.tally(plan.tally)
        if plan.renamed:
            session.expire_all()  # the titles were changed beneath what it has read
            react(DomainEvent.CONCESSIONS_RENAMED, plan.renamed)
        if plan.new or plan.changed:
            after = {
                "file": file,
                "lines": [records[0].line, records[-1].line],
                "created": plan.taken.created,
                "updated": plan.taken.updated,
                "codes_replaced": plan.taken.replaced_codes,
            }
            after |= {"changes": plan.after} if plan.after else {}
            before = {"changes": plan.before} if plan.before else None
            audit.record(
                AuditAction.CONCESSIONS_IMPORTED, ("import", None), actor=actor, before=before, after=after
            )
    return plan.taken


def count_barred(codes: Mapping[str, int], *, created: int = 0) -> tuple[int, int]:
    """How many records of a file bear a weak code, and how many another that too many bear.

    Nobody attaches these alone. `codes` counts the file's records by code; `created` are those among them
    that a dry run has not added.
    """
    weak = {code for code in codes if access_codes.is_weak(code)}
    records = count_concessions() + created
    common = {
        code
        for code, count in codes.items()
        if code not in weak and access_codes.is_common(code, records, more=count if created else 0)
    }
    return sum(codes[code] for code in weak), sum(codes[code] for code in common)


def _seals(records: Sequence[Record]) -> list[str]:
    return [access_codes.seal(record.reference, record.code) for record in records]


def _plan(records: Sequence[Record], seals: list[str], replace_codes: bool) -> _Plan:
    session, plan, moment, key_id = db.session(), _Plan(), now(), access_codes.key_id()
    references = [record.reference for record in records]
    known = {
        row.reference: row
        for row in session.execute(select(_table).where(_table.c.reference.in_(references)))
    }
    for record, seal in zip(records, seals, strict=True):
        row = known.get(record.reference)
        if row is None:
            values = blank(moment) | record.facts | {"reference": record.reference}
            values["closed_at"] = moment if values.pop("closed") else None
            derive(values)
            set_code(values, record.code, seal, key_id)
            plan.new.append(values)
            plan.tally[record.code] += 1
            plan.taken.created += 1
        else:
            _compare(plan, record, row, seal, key_id, replace_codes)
    return plan


def blank(moment: datetime) -> dict[str, Any]:
    """A row of which nothing is known yet; `closed` is to be told apart."""
    return {
        "kind": ConcessionKind.VOIRIE.value,
        "holder": "",
        "siret": "",
        "email": "",
        "phone": "",
        "address": "",
        "postcode": "",
        "city": "",
        "network": "",
        "opened_on": None,
        "closed": False,
        "code_company_id": None,
        "imported_at": moment,
        "version": 1,
    }


def derive(values: dict[str, Any]) -> None:
    """All that follows from what was told; as `Concession.name` and `refresh_search` do for one row."""
    title, key = folded_title(values["title"])
    values["title_key"] = key[:250]
    values["title_digest"] = access_codes.title_digest(values["kind"], values["title_key"])
    values["city_key"] = commune_key(values["city"])
    values["network_key"] = network_key(values["network"])
    rest = fold(
        f"{values['reference']} {values['holder']} {values['siret']} {values['email']}"
        f" {contacts.national(values['phone'])} {values['city']}"
    )
    values["search"] = f"{title} {rest}".strip()


def set_code(values: dict[str, Any], code: str, seal: str, key_id: str) -> None:
    """Keeps the code, as `Concession.set_code` does for one row; `seal` is `codes.seal` of it."""
    values["code_hmac"], values["code_key_id"], values["code_is_weak"] = (
        seal,
        key_id,
        access_codes.is_weak(code),
    )


def _compare(plan: _Plan, record: Record, row: Row[Any], seal: str, key_id: str, replace_codes: bool) -> None:
    held = row._asdict()
    facts = dict(record.facts)
    if (closed := facts.pop("closed", None)) is not None and closed != (held["closed_at"] is not None):
        facts["closed_at"] = now() if closed else None
    after = {name: value for name, value in facts.items() if held[name] != value}
    before = {name: held[name] for name in after}
    plan.taken.erased += [
        (record, name, known)
        for name, known in before.items()
        if known and not after[name] and name != "closed_at"
    ]
    values = held | after
    if held["code_hmac"] != seal:
        # Under another key nobody can tell whether it is the same code: the file's is taken.
        if replace_codes or held["code_hmac"] is None or held["code_key_id"] != key_id:
            set_code(values, record.code, seal, key_id)
            values["code_company_id"] = None  # the old code served one company; the new one served nobody
            after["code"] = "replaced"
            plan.tally[record.code] += 1
            plan.taken.replaced_codes += 1
        else:
            plan.taken.kept.append(record)
    if not after:
        plan.taken.unchanged += 1
        return
    derive(values)
    values["version"] += 1
    plan.changed.append({name: values[name] for name in ("id", *_CHANGEABLE)})
    plan.taken.updated += 1
    plan.before[record.reference], plan.after[record.reference] = before, after
    plan.taken.changes.append((record, before, after))
    if "title" in after:
        plan.renamed.append(held["id"])
