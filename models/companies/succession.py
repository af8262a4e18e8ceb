"""A company goes on under another SIRET: what hangs on its row follows, and it can be taken back for a while.

Where no company of ours bears that SIRET the row stays and its facts change. Where one does, what hangs on
the row moves there, and the row stays behind, closed. All of it goes, or nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import audit
from models.audit import AuditAction
from models.companies import findings
from models.companies.directory import Establishment, SearchedDirectory, State
from models.companies.queries import find_company_by_siret
from models.companies.registration import CompanyHeld
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.permissions import Permission
from models.values.siret import Siret

UNDO_WINDOW = timedelta(days=30)

PROPOSED = 12
"""Establishments of a legal unit that are offered; another one is typed."""

FACTS = ("siret", "name", "acronym", "address", "postcode", "city", "legal_category", "directory_state")
"""What the directory tells, and a successor changes. Contacts and kind are the company's own."""


Facts = dict[str, Any]
"""Values of a company, by name."""


class CompanySuccession(Base):
    """One change of SIRET: the facts before and after, by name."""

    __tablename__ = "company_successions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    findings: Mapped[list[Facts]] = mapped_column(JSON)
    """What the directory said else of the establishment before."""

    into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"))
    """The company of ours that it goes on as, where there was one."""

    moved: Mapped[dict[str, list[int]] | None] = mapped_column(JSON)
    """What moved there: numbers by noun."""

    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    into: Mapped[Company | None] = relationship(foreign_keys=[into_id])

    __table_args__ = (Index("ix_company_successions_company", "company_id", "id"),)


class CompanyOpen(DomainError):
    """The directory does not say that it is closed: there is nothing to succeed."""


class SuccessorClosed(DomainError):
    """The directory does not know the successor as open."""

    field = "siret"


class NothingSucceeded(DomainError):
    """The company bears the SIRET with which it came."""


class SuccessionTooOld(DomainError):
    """A change of SIRET is taken back within thirty days."""


class SuccessionOverlaid(DomainError):
    """What the change had brought was changed again since (fact: `facts`, their names)."""


def list_successors(
    company: Company, directory: SearchedDirectory, found: Establishment | None = None
) -> list[Establishment]:
    """The open establishments of its legal unit, or of the one that the directory names in its place.

    `found`: what the directory says of it, where it was asked just now. Those that follow it by the
    directory's own word come first among those of one unit, and after them where they are of another.
    """
    siret = Siret(company.siret)
    siren = (found or directory.find(siret)).successor or company.siren
    linked = {site.siret: site for site in directory.list_successors(siret) if site.state is not State.CLOSED}
    sites = linked | {site.siret: site for site in directory.list_open_sites(siren, PROPOSED)}
    sites.pop(siret, None)
    return sorted(sites.values(), key=lambda site: (site.siret.siren != siren, site.siret not in linked))


def check_succeed(company: Company, actor: Actor) -> None:
    """Raises `NotAllowed`, `CompanyOpen`."""
    if not actor.may(Permission.CORRECT_CONTACT):
        raise NotAllowed
    if company.directory_state != State.CLOSED:
        raise CompanyOpen


def succeed(
    company: Company, successor: Establishment, *, reason: str = "", seen: str | None = None, actor: Actor
) -> CompanySuccession:
    """Goes on as the successor, with all that hangs on the company; what the directory hides stays ours.

    Raises `NotAllowed`, `CompanyOpen`, `SuccessorClosed`, `CompanyHeld` (it became one of ours this moment),
    `ReasonMissing` (it is of another legal unit), `Stale`.
    """
    reason = reason.strip()
    with transaction() as session:
        held = _locked(company, _other_than(company, successor.siret))
        check_succeed(company, actor)
        optimistic_lock.expect(company, seen)
        if successor.state not in (State.OPEN, State.PARTLY_DIFFUSIBLE):
            raise SuccessorClosed
        if successor.siret.siren != company.siren and not reason:
            raise ReasonMissing
        made = _join(company, held, actor) if held is not None else _go_on(company, successor)
        session.add(made)
        before, after = (_differing(*pair) for pair in _both(made))
        for each in filter(None, (company, held)):
            audit.record(
                AuditAction.COMPANY_SUCCEEDED,
                each,
                actor=actor,
                before=before,
                after=after,
                reason=reason or None,
            )
        return made


def _other_than(company: Company, siret: Siret) -> Company | None:
    found = find_company_by_siret(siret)
    return None if found is company else found


def _locked(company: Company, other: Company | None) -> Company | None:
    """Locks both in the order of their numbers; the other."""
    for each in sorted(filter(None, (company, other)), key=lambda each: each.id):
        lock_row(each)
    return other


def _go_on(company: Company, successor: Establishment) -> CompanySuccession:
    before = _facts(company)
    answered = {fact: str(getattr(successor, fact, "") or "") for fact in FACTS}
    answered["directory_state"] = successor.state.value
    after = {fact: _fitting(fact, answered[fact] or before[fact]) for fact in FACTS}
    _write(company, after)
    return CompanySuccession(
        company_id=company.id,
        before=before,
        after=after,
        findings=findings.take_out(company),
        made_at=now(),
    )


def _join(company: Company, held: Company, actor: Actor) -> CompanySuccession:
    for each in (company, held):
        optimistic_lock.advance(each)
    before, after = _facts(company), _facts(held)
    parts = react(DomainEvent.COMPANY_JOINED, company, held, actor)
    return CompanySuccession(
        company_id=company.id,
        into_id=held.id,
        moved={noun: numbers for part in parts for noun, numbers in part.items()},
        before=before,
        after=after,
        findings=[],
        made_at=now(),
    )


def _both(made: CompanySuccession) -> tuple[tuple[Facts, ...], ...]:
    return (made.before, made.after), (made.after, made.before)


def find_succession(company: Company) -> CompanySuccession | None:
    """The last change of its SIRET that was not taken back."""
    query = select(CompanySuccession).where(
        CompanySuccession.company_id == company.id, CompanySuccession.undone_at.is_(None)
    )
    return db.session.scalar(query.order_by(CompanySuccession.id.desc()).limit(1))


def check_undo_succession(company: Company, actor: Actor) -> None:
    """Raises `NotAllowed`, `NothingSucceeded`, `SuccessionTooOld`, `SuccessionOverlaid`, `CompanyHeld`."""
    if not actor.may(Permission.CORRECT_CONTACT):
        raise NotAllowed
    if (made := find_succession(company)) is None:
        raise NothingSucceeded
    if made.made_at < now() - UNDO_WINDOW:
        raise SuccessionTooOld
    if made.into_id is not None:
        return
    if changed := _differing(made.after, _facts(company)):
        raise SuccessionOverlaid(facts=sorted(changed))
    if find_company_by_siret(made.before["siret"]) is not None:
        raise CompanyHeld


def undo_succession(company: Company, *, seen: str | None = None, actor: Actor) -> None:
    """Puts each fact back as it was, or what moved. Raises what its check does, `Stale`.

    What was changed since is not taken back: `SuccessionOverlaid`. What its people made since goes with them.
    """
    with transaction():
        found = find_succession(company)
        into = _locked(company, found.into if found is not None else None)
        check_undo_succession(company, actor)
        optimistic_lock.expect(company, seen)
        made = find_succession(company)
        assert made is not None
        if into is not None:
            for each in (company, into):
                optimistic_lock.advance(each)
            react(DomainEvent.COMPANY_JOINED, into, company, actor, made.moved)
        else:
            _write(company, made.before)
            findings.put_back(company, made.findings)
        made.undone_at = now()
        after, before = (_differing(*pair) for pair in _both(made))
        for each in filter(None, (company, into)):
            audit.record(AuditAction.SUCCESSION_UNDONE, each, actor=actor, before=before, after=after)


def _write(company: Company, facts: Facts) -> None:
    for fact, value in facts.items():
        setattr(company, fact, value)
    optimistic_lock.advance(company)
    company.refresh_search()
    try:
        db.session.flush()
    except IntegrityError:  # the database has the last word on who bears a SIRET
        raise CompanyHeld from None
    react(DomainEvent.COMPANY_CHANGED, company)


def _facts(company: Company) -> Facts:
    return {fact: getattr(company, fact) for fact in FACTS}


def _fitting(fact: str, value: str) -> str:
    length: int | None = getattr(Company.__table__.c[fact].type, "length", None)
    return value[:length]


def _differing(facts: Facts, others: Facts) -> dict[str, object]:
    return {fact: value for fact, value in facts.items() if others[fact] != value}
