"""Makes the demonstration, whole or not at all, and once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import exists, select

from console.demo import (
    accounts,
    cases,
    cast,
    imports,
    machines,
    mails,
    reviews,
    road_openings,
    saved_filters,
    verifications,
)
from console.demo.afterwards import held_claims, mandates, shapes
from console.demo.attachments import Crew
from console.demo.events import ACTOR
from console.demo.outreach import batches, contacts, letter_keys
from console.demo.stage import Stage
from models import audit, documents
from models.audit import AuditAction, AuditEvent
from models.companies import Company
from models.concessions import Concession, cleansing
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.permissions import Role
from models.reports import campaign
from models.reports import progress as progress_report

FOLLOWED = 10_000
"""Of more records the worker follows the journeys, minute by minute."""

HASHES = 4
"""Passwords that the accounts share: to hash one for each would take days."""

LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


class NotEmpty(DomainError):
    """The database holds companies or records already: a demonstration has no place among them."""


def is_made() -> bool:
    """Whether the demonstration was made; it is made whole or not at all."""
    return bool(
        db.session.scalar(select(exists().where(AuditEvent.action == AuditAction.DEMONSTRATION_MADE)))
    )


def make(size: int, *, with_staff: bool, progress: Callable[[int], object] = lambda _: None) -> bool:
    """Makes `size` records and all that goes with them, unless it was done; says whether it did any.

    `with_staff`: adds the demonstration's staff and people of known passwords. Raises `NotEmpty`.
    """
    staff = cast.hire(ACTOR) if with_staff else []
    if is_made():
        return False
    if db.session.scalar(select(exists().where(Concession.id > 0) | exists().where(Company.id > 0))):
        raise NotEmpty
    actors = {Role(agent.role): Actor.of_agent(agent) for agent in staff}
    by_staff, supervisor = actors.get(Role.AGENT), actors.get(Role.SUPERVISOR)
    letter = documents.store("mandat-signe.pdf", LETTER, actor=ACTOR).id if staff else None
    hashes = cast.hashes(HASHES) if with_staff else [cast.nobodys_hash()]
    with transaction() as session:
        stage = Stage(session, size, Crew(by_staff, supervisor, letter), progress)
        stage.set(hashes)
        mails.add(stage.pending)
        accounts.protect_one()
        cases.add(by_staff, ACTOR)
        batches.add(by_staff)
        letter_keys.add(by_staff)
        held_claims.add(by_staff, supervisor, ACTOR)
        accounts.find_twin(by_staff)
        mandates.add()
        verifications.add()
        road_openings.add(by_staff, ACTOR)
        machines.add(actors.get(Role.ADMIN))
        saved_filters.add(staff)
        shapes.add(staff)
        reviews.add(supervisor)
        contacts.add(by_staff)
        imports.add(staff, size, stage.begin, stage.moment)
        audit.record(
            AuditAction.DEMONSTRATION_MADE, ("demonstration", None), actor=ACTOR, after={"size": size}
        )
    if size <= FOLLOWED:
        campaign.follow_all()
        cleansing.follow_all()
        campaign.follow_all_cases()
    progress_report.count()
    return True
