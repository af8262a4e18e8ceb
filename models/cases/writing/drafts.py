"""Notes as they are typed: one draft a person and case, so that a closed tab loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.cases.entries import CaseNoteKind
from models.cases.tables import Case
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime, is_one_of
from models.permissions import Permission

KEPT = timedelta(days=30)
"""How long a draft waits for whoever typed it."""

LONGEST = 2_000

KINDS = tuple(kind for kind in CaseNoteKind if kind is not CaseNoteKind.ANSWER)


class CaseDraft(Base):
    """What an agent has typed of a note and not kept yet."""

    __tablename__ = "case_drafts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int | None] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(is_one_of("kind", KINDS), name="kind"),
        UniqueConstraint("case_id", "agent_id", name="uq_case_drafts_case_id"),
        Index("ix_case_drafts_at", "at", "id"),
    )


def keep_draft(
    case: Case, *, kind: CaseNoteKind, text: str, minutes: int | None = None, actor: Actor
) -> CaseDraft | None:
    """Keeps what was typed so far in the place of what was kept before; nothing typed keeps nothing."""
    if not (actor.is_staff and actor.may(Permission.KEEP_CASES)) or actor.id is None:
        raise NotAllowed
    with transaction() as session:
        lock(f"draft:{case.id}:{actor.id}")
        if not text.strip():
            drop_draft(case.id, actor)
            return None
        draft = find_draft(case, actor.id)
        if draft is None:
            draft = CaseDraft(case_id=case.id, agent_id=actor.id)
            session.add(draft)
        draft.kind, draft.text, draft.at = kind.value, text[:LONGEST], now()
        draft.minutes = minutes if minutes is not None and 0 <= minutes < 100_000 else None
        return draft


def find_draft(case: Case, agent_id: int | None) -> CaseDraft | None:
    """What this agent has typed of a note in this case and not kept yet."""
    query = select(CaseDraft).where(CaseDraft.case_id == case.id, CaseDraft.agent_id == agent_id)
    return db.session.scalar(query) if agent_id is not None else None


def drop_draft(case_id: int, actor: Actor) -> None:
    """Inside the transaction that keeps the note: its draft has served."""
    if actor.is_staff:
        gone = delete(CaseDraft).where(CaseDraft.case_id == case_id, CaseDraft.agent_id == actor.id)
        db.session.execute(gone)


def sweep() -> int:
    """Forgets drafts that nobody came back to; returns how many."""
    return swept(CaseDraft, CaseDraft.at, CaseDraft.at < now() - KEPT)
