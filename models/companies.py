"""Companies: one row per SIRET, as we hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models import audit, mails
from models.directory import CompanyKind, Establishment, State
from models.kernel import jobs, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.optimistic_lock import Versioned
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.permissions import Permission
from models.values import contacts
from models.values.siret import Siret
from models.values.text import fold


class CompanyClosed(DomainError):
    """The directory says that the establishment or its unit is closed; staff may go on with a reason."""

    field = "siret"


class CompanyUnverifiable(DomainError):
    """The directory could not be asked, and only staff may type a company by hand."""

    field = "siret"


class CompanyUnknown(DomainError):
    """The directory does not know this SIRET."""

    field = "siret"


class CompanyHeld(DomainError):
    """We hold this SIRET already: it is not typed by hand again."""

    field = "siret"


class NameMissing(DomainError):
    """A company has a name; the directory gave none and nobody typed one."""

    field = "name"


NOT_DIFFUSED = "[ND]"


@dataclass(frozen=True)
class CompanyFacts:
    """What is known of a company at its registration: from the directory, completed by a person.

    phone is E.164, email as accepted by `contacts.email`, address lines are separated by newlines.
    """

    siret: Siret
    name: str
    kind: CompanyKind
    phone: str
    email: str
    acronym: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    legal_category: str = ""
    state: State = State.OPEN

    def __post_init__(self) -> None:
        # The directory's mark of what it keeps to itself: nobody's name, nobody's street.
        for name in ("name", "acronym", "address", "postcode", "city"):
            if NOT_DIFFUSED in getattr(self, name):
                object.__setattr__(self, name, "")

    @classmethod
    def completed(
        cls, found: Establishment, *, kind: CompanyKind, phone: str, email: str, **typed: str
    ) -> CompanyFacts:
        """The directory's answer completed by what was typed; where the directory speaks, it is right."""

        def known(name: str) -> str:
            return str(getattr(found, name) or typed.get(name) or "").strip()

        return cls(
            siret=found.siret,
            name=known("name"),
            kind=CompanyKind(kind),
            phone=contacts.phone(phone),
            email=contacts.email(email),
            acronym=(typed.get("acronym") or found.acronym or "").strip(),
            address=known("address"),
            postcode=known("postcode"),
            city=known("city"),
            legal_category=found.legal_category or "",
            state=found.state,
        )


class Company(Searchable, Versioned, Base):
    """One SIRET, as we hold it."""

    __tablename__ = "companies"
    audit_kind = "company"
    lock_shares_key = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    siret: Mapped[str] = mapped_column(String(14), unique=True)
    name: Mapped[str] = mapped_column(String(250))
    acronym: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(24))
    email: Mapped[str] = mapped_column(String(320))
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    legal_category: Mapped[str] = mapped_column(String(8), default="")
    directory_state: Mapped[str] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name_key: Mapped[str] = mapped_column(key_column(250), default="")

    __table_args__ = (
        CheckConstraint("length(siret) = 14", name="siret"),
        CheckConstraint(
            is_one_of("kind", CompanyKind),
            name="kind",
        ),
        CheckConstraint("phone <> '' AND email <> '' AND name <> ''", name="complete"),
        CheckConstraint(is_one_of("directory_state", State), name="state"),
        Index("ix_companies_name_key", "name_key", "id"),
        Index("ix_companies_created_at", "created_at", "id"),
        Index("ix_companies_email", "email"),
    )

    @property
    def siren(self) -> str:
        """The legal unit's nine digits."""
        return self.siret[:9]

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.name} {self.siret}"

    @property
    def is_to_verify(self) -> bool:
        """Whether it was typed by hand and never found in the directory since."""
        return self.verified_at is None

    def refresh_search(self) -> None:
        """Rebuilds what searches and sorts look at."""
        self.name_key = fold(self.name)[:250]
        self.search = fold(
            f"{self.name} {self.acronym} {self.siret} {self.email}"
            f" {self.phone} {contacts.national(self.phone)} {self.city}"
        )


def find_by_siret(siret: str) -> Company | None:
    """The company of that SIRET, if we hold it."""
    return db.session.scalar(select(Company).where(Company.siret == str(siret)))


def register(facts: CompanyFacts, *, reason: str | None = None, actor: Actor) -> Company:
    """The company of these facts; created unless we hold it already, and then left exactly as it is.

    Raises `CompanyClosed` (companies, or staff without a reason), `CompanyUnknown`, `CompanyUnverifiable`
    (typed by hand by somebody who is not staff), `NameMissing`.
    """
    staff = actor.may(Permission.CREATE_ACCOUNT)
    if facts.state is State.CLOSED and not (staff and reason):
        raise ReasonMissing if staff else CompanyClosed
    if facts.state is State.UNKNOWN and not (staff and reason):
        raise CompanyUnknown
    if facts.state is State.UNAVAILABLE and not staff:
        raise CompanyUnverifiable
    if not facts.name:
        raise NameMissing
    with transaction() as session:
        if (held := find_by_siret(facts.siret)) is not None:
            return held
        moment = now()
        unseen = facts.state in (State.UNAVAILABLE, State.UNKNOWN)
        values: dict[str, Any] = {
            "siret": str(facts.siret),
            "name": facts.name[:250],
            "acronym": facts.acronym[:120],
            "kind": facts.kind.value,
            "phone": facts.phone,
            "email": facts.email,
            "address": facts.address,
            "postcode": facts.postcode[:16],
            "city": facts.city[:120],
            "legal_category": facts.legal_category[:8],
            "directory_state": facts.state.value,
            "created_at": moment,
            "verified_at": None if unseen else moment,
            "version": 1,
            "name_key": "",
            "search": "",
        }
        # Two at once: one inserts, the other waits and joins it. No savepoint, no error to swallow.
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        insertion = dialect.insert(Company).values(values).on_conflict_do_nothing(index_elements=["siret"])
        made = session.scalar(insertion.returning(Company.id)) is not None
        company = session.scalars(select(Company).where(Company.siret == str(facts.siret))).one()
        if made:
            company.refresh_search()
            after = {
                k: v
                for k, v in values.items()
                if k in ("siret", "name", "kind", "phone", "email", "directory_state")
            }
            audit.record("company-registered", company, actor=actor, after=after, reason=reason)
            if unseen:
                jobs.enqueue("verify-company", {"company": company.id}, key=f"verify-company:{company.id}")
        return company


CORRIGIBLE = ("kind", "acronym", "phone", "email")


def correct(company: Company, *, version: int, actor: Actor, **changes: str) -> Company:
    """Corrects kind, acronym, phone or email; the old address is told of a new one.

    Raises `Stale` when somebody saved first (see `corrections.apply`), `NotAllowed`.
    """
    if not may_correct(company, actor):
        raise NotAllowed
    clean = optimistic_lock.correctable(changes, CORRIGIBLE)
    if "phone" in clean:
        clean["phone"] = contacts.phone(clean["phone"])
    if "email" in clean:
        clean["email"] = contacts.email(clean["email"])
    if "kind" in clean:
        clean["kind"] = CompanyKind(clean["kind"]).value
    with transaction():
        lock_row(company)
        before, after = optimistic_lock.apply(company, clean, CORRIGIBLE, version=version)
        if not after:
            return company
        _rewrite(company)
        audit.record("company-corrected", company, actor=actor, before=before, after=after)
        if "email" in before:
            params = {"company": company.name, "changed": sorted(after)}
            mails.notify(mails.MailKind.CONTACT_CHANGED, before["email"], params=params, company=company)
        return company


def may_correct(company: Company, actor: Actor) -> bool:
    """Whether the actor corrects this company's contacts: staff, or the referent of what it holds."""
    if actor.may(Permission.CORRECT_CONTACT):
        return True
    return actor.kind == "account" and any(
        react(DomainEvent.COMPANY_CORRECTION_ASKED, company, actor.id or 0)
    )


def _rewrite(company: Company) -> None:
    company.refresh_search()
    react(DomainEvent.COMPANY_CHANGED, company)


def verify(company: Company, found: Establishment, *, actor: Actor) -> bool:
    """Marks a company typed by hand as seen in the directory; False when the directory still cannot say."""
    if found.state is State.UNAVAILABLE:
        return False
    with transaction():
        lock_row(company)
        if company.verified_at is None:
            before = {"directory_state": company.directory_state, "name": company.name}
            company.directory_state = found.state.value
            if found.state is not State.UNKNOWN:
                company.verified_at = now()
                company.name = found.name or company.name
                company.address = found.address or company.address
                company.postcode = found.postcode or company.postcode
                company.city = found.city or company.city
                company.legal_category = found.legal_category or company.legal_category
            optimistic_lock.advance(company)
            _rewrite(company)
            after = {"directory_state": company.directory_state, "name": company.name}
            audit.record("company-verified", company, actor=actor, before=before, after=after)
    return True
