"""What changes of a company afterwards: corrected by people, found in the directory."""

from __future__ import annotations

from models import audit, mails
from models.audit import AuditAction
from models.companies import findings
from models.companies.directory import CompanyKind, Establishment, State
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values import contacts

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
        audit.record(AuditAction.COMPANY_CORRECTED, company, actor=actor, before=before, after=after)
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
    """Marks a company typed by hand as seen in the directory; False when that does not know it, or not yet.

    Where the directory says something else, nothing is written over what a person typed: it waits for
    another's word (`findings`).
    """
    if found.state is State.UNAVAILABLE:
        return False
    with transaction():
        lock_row(company)
        if company.verified_at is None and (found.is_found or company.directory_state != found.state.value):
            before = {"directory_state": company.directory_state}
            after: dict[str, object] = {"directory_state": found.state.value}
            company.directory_state = found.state.value
            if found.is_found:
                company.verified_at = now()
                company.legal_category = company.legal_category or found.legal_category
                if differing := findings.note(company, found):
                    after["differing"] = differing
            optimistic_lock.advance(company)
            audit.record(AuditAction.COMPANY_VERIFIED, company, actor=actor, before=before, after=after)
    return found.is_found
