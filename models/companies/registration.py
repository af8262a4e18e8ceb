"""Takes a company in, once, whoever asks and however often."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from models import audit
from models.audit import AuditAction
from models.companies.directory import State
from models.companies.facts import CompanyFacts
from models.companies.queries import find_company_by_siret
from models.companies.tables import Company
from models.kernel import jobs
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, ReasonMissing
from models.kernel.jobs import JobKind
from models.kernel.transactions import transaction
from models.permissions import Permission


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
        if (held := find_company_by_siret(facts.siret)) is not None:
            return held
        moment = now()
        unseen = facts.state in (State.UNAVAILABLE, State.UNKNOWN)
        values: dict[str, object] = {
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
            audit.record(AuditAction.COMPANY_REGISTERED, company, actor=actor, after=after, reason=reason)
            if unseen:
                jobs.enqueue(
                    JobKind.VERIFY_COMPANY, {"company": company.id}, key=f"verify-company:{company.id}"
                )
        return company
