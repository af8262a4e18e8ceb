"""A company goes on under another SIRET: what hangs on its row follows.

Where no company of ours bears that SIRET the row stays and its facts change. Where one does, what hangs on
the row moves there, and the row stays behind, closed. All of it goes, or nothing.
"""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.companies import findings
from models.companies.directory import Establishment, SearchedDirectory, State
from models.companies.queries import find_company_by_siret
from models.companies.succession.facts import (
    FACTS,
    both_ways,
    differing,
    facts_of,
    fitting,
    lock_both,
    write,
)
from models.companies.succession.tables import (
    CompanyOpen,
    CompanySuccession,
    SuccessorClosed,
)
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values.siret import Siret

PROPOSED = 12
"""Establishments of a legal unit that are offered; another one is typed."""


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
        held = lock_both(company, _other_than(company, successor.siret))
        check_succeed(company, actor)
        optimistic_lock.expect(company, seen)
        if successor.state not in (State.OPEN, State.PARTLY_DIFFUSIBLE):
            raise SuccessorClosed
        if successor.siret.siren != company.siren and not reason:
            raise ReasonMissing
        made = _join(company, held, actor) if held is not None else _go_on(company, successor)
        session.add(made)
        before, after = (differing(*pair) for pair in both_ways(made))
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


def _go_on(company: Company, successor: Establishment) -> CompanySuccession:
    before = facts_of(company)
    answered = {fact: str(getattr(successor, fact, "") or "") for fact in FACTS}
    answered["directory_state"] = successor.state.value
    after = {fact: fitting(fact, answered[fact] or before[fact]) for fact in FACTS}
    write(company, after)
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
    before, after = facts_of(company), facts_of(held)
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
