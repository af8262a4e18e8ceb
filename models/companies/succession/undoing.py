"""A change of SIRET is taken back, with all that followed it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models import audit
from models.audit import AuditAction
from models.companies import findings
from models.companies.queries import find_company_by_siret
from models.companies.registration import CompanyHeld
from models.companies.succession.facts import (
    both_ways,
    differing,
    facts_of,
    lock_both,
    write,
)
from models.companies.succession.tables import (
    CompanySuccession,
    NothingSucceeded,
    SuccessionOverlaid,
    SuccessionTooOld,
)
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission

UNDO_WINDOW = timedelta(days=30)


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
    if changed := differing(made.after, facts_of(company)):
        raise SuccessionOverlaid(facts=sorted(changed))
    if find_company_by_siret(made.before["siret"]) is not None:
        raise CompanyHeld


def undo_succession(company: Company, *, seen: str | None = None, actor: Actor) -> None:
    """Puts each fact back as it was, or what moved. Raises what its check does, `Stale`.

    What was changed since is not taken back: `SuccessionOverlaid`. What its people made since goes with them.
    """
    with transaction():
        found = find_succession(company)
        into = lock_both(company, found.into if found is not None else None)
        check_undo_succession(company, actor)
        optimistic_lock.expect(company, seen)
        made = find_succession(company)
        assert made is not None
        if into is not None:
            for each in (company, into):
                optimistic_lock.advance(each)
            react(DomainEvent.COMPANY_JOINED, into, company, actor, made.moved)
        else:
            write(company, made.before)
            findings.put_back(company, made.findings)
        made.undone_at = now()
        after, before = (differing(*pair) for pair in both_ways(made))
        for each in filter(None, (company, into)):
            audit.record(AuditAction.SUCCESSION_UNDONE, each, actor=actor, before=before, after=after)
