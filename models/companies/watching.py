"""Companies that hold something are looked up again: what the directory says since, and did not before."""

from __future__ import annotations

from dataclasses import dataclass

from models import audit
from models.audit import AuditAction
from models.companies import findings
from models.companies.directory import Establishment, State
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction


@dataclass(frozen=True, slots=True)
class News:
    """What somebody has to look into: it closed since, or these facts are others than ours."""

    is_closed: bool = False
    facts: tuple[str, ...] = ()


def note_news(company: Company, found: Establishment, *, actor: Actor) -> News | None:
    """Keeps what the directory says since of a company that it knew; None where nobody has to look into it.

    Its state is the directory's, and written; facts wait for somebody's word, as in `verify`. What was told
    once is no news. A silent directory, and one that does not know the number, say nothing.
    """
    if not found.is_found or company.is_to_verify:
        return None
    with transaction():
        lock_row(company)
        before, known = company.directory_state, findings.list_findings(company)
        is_closed = found.state is State.CLOSED
        if not is_closed:  # nobody moves to where it was when it closed
            findings.note(company, found)
        now_known = findings.list_findings(company)
        facts = tuple(fact for fact, value in now_known.items() if known.get(fact) != value)
        if before == found.state and not facts:
            return None
        company.directory_state = found.state.value
        optimistic_lock.advance(company)
        audit.record(
            AuditAction.COMPANY_WATCHED,
            company,
            actor=actor,
            before={"directory_state": before},
            after={"directory_state": found.state.value, **({"differing": list(facts)} if facts else {})},
        )
        has_closed = is_closed and before != State.CLOSED
        return News(has_closed, facts) if has_closed or facts else None
