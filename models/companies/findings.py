"""Where the directory says something else than what was typed by hand: each fact waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from models import audit
from models.audit import AuditAction
from models.companies.directory import Establishment, State
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.permissions import Permission
from models.values.siret import Siret
from models.values.text import fold

FACTS = ("name", "address", "postcode", "city")
"""What people type where the directory is silent, and the directory tells afterwards."""


class NothingFound(DomainError):
    """The directory says nothing else than we do, or somebody has decided already."""


class Finding(Base):
    """One fact of a company as the directory tells it, where ours differs; `kept_at`: ours was preferred."""

    __tablename__ = "company_findings"

    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"), primary_key=True)
    fact: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(f"fact IN ({', '.join(map(repr, FACTS))})", name="fact"),)


def note(company: Company, found: Establishment) -> list[str]:
    """Keeps where the directory differs, inside the caller's transaction; tells which facts wait.

    What was decided once is not asked again while the directory says the same.
    """
    session, known = db.session(), {finding.fact: finding for finding in _findings(company)}
    for fact in FACTS:
        value, finding = _fitting(fact, getattr(found, fact)), known.get(fact)
        if not value or fold(value) == fold(getattr(company, fact)):
            if finding is not None:
                session.delete(finding)
        elif finding is None:
            session.add(Finding(company_id=company.id, fact=fact, value=value))
        elif finding.value != value:
            finding.value, finding.kept_at = value, None
    session.flush()
    return list(list_findings(company))


def list_findings(company: Company) -> dict[str, str]:
    """What the directory says instead, by fact, where nobody has decided yet."""
    held = {finding.fact: finding.value for finding in _findings(company) if finding.kept_at is None}
    return {fact: held[fact] for fact in FACTS if fact in held}


def take_out(company: Company) -> list[dict[str, str | None]]:
    """Forgets all that the directory said of it, inside the caller's transaction; what `put_back` needs."""
    held = _findings(company)
    for finding in held:
        db.session.delete(finding)
    db.session.flush()
    return [
        {
            "fact": each.fact,
            "value": each.value,
            "kept_at": each.kept_at.isoformat() if each.kept_at else None,
        }
        for each in held
    ]


def put_back(company: Company, taken: Sequence[Mapping[str, str | None]]) -> None:
    """What was taken out, in the place of what was found since."""
    take_out(company)
    for each in taken:
        kept_at = datetime.fromisoformat(each["kept_at"]) if each["kept_at"] else None
        db.session.add(
            Finding(company_id=company.id, fact=each["fact"], value=each["value"], kept_at=kept_at)
        )


def is_differing() -> ColumnElement[bool]:
    """The clause of the companies of which the directory says something that nobody has decided about."""
    return Company.id.in_(select(Finding.company_id).where(Finding.kept_at.is_(None)))


def vouched_name(company: Company) -> str:
    """The name where the directory gives it, else the SIRET: nothing that a stranger has typed.

    A name that was typed, and kept though the directory says another, is a stranger's still.
    """
    if company.directory_state in (State.OPEN.value, State.CLOSED.value):
        typed = select(Finding.fact).where(Finding.company_id == company.id, Finding.fact == "name")
        if db.session.scalar(typed) is None:
            return company.name
    return f"SIRET {Siret(company.siret).spaced}"


def check_settle(company: Company, actor: Actor) -> None:
    """Raises `NotAllowed`, `NothingFound`."""
    if not actor.may(Permission.CORRECT_CONTACT):
        raise NotAllowed
    if not list_findings(company):
        raise NothingFound


def settle(
    company: Company, *, taken: Mapping[str, bool], seen: str | None = None, actor: Actor
) -> dict[str, object]:
    """Takes the directory's word where `taken` says so, and keeps ours elsewhere; tells what changed.

    A fact that `taken` does not name goes on waiting. Raises `NotAllowed`, `NothingFound`, `Stale`.
    """
    with transaction() as session:
        lock_row(company)
        check_settle(company, actor)
        optimistic_lock.expect(company, seen)
        before, after = dict[str, object](), dict[str, object]()
        for finding in _findings(company):
            if finding.kept_at is not None or finding.fact not in taken:
                continue
            if taken[finding.fact]:
                value = _fitting(finding.fact, finding.value)
                before[finding.fact], after[finding.fact] = getattr(company, finding.fact), value
                setattr(company, finding.fact, value)
                session.delete(finding)
            else:
                finding.kept_at = now()
        kept = sorted(fact for fact, is_taken in taken.items() if not is_taken)
        optimistic_lock.advance(company)
        company.refresh_search()
        react(DomainEvent.COMPANY_CHANGED, company)
        audit.record(
            AuditAction.COMPANY_COMPARED,
            company,
            actor=actor,
            before=before,
            after={**after, **({"kept": kept} if kept else {})},
        )
    return after


def _fitting(fact: str, value: str) -> str:
    """As much of it as the company's column holds, as registration cuts it."""
    length: int | None = getattr(Company.__table__.c[fact].type, "length", None)
    return value[:length]


def _findings(company: Company) -> list[Finding]:
    return list(db.session.scalars(select(Finding).where(Finding.company_id == company.id)))
