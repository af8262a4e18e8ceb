"""Keeps the stage of each case up to date: the worker looks again at what the triggers noted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from models.cases import Case
from models.kernel import base
from models.kernel.base import db
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.lists.blocks import BLOCK, TURN, work_off, work_off_all
from models.reports.campaign.tables import CaseChange, CaseProgress
from models.reports.stages import CaseStage, stages_of


def follow_cases(blocks: int = TURN) -> int:
    """Looks again at the cases that changed, a few blocks of changes; says how many. The worker's part."""
    return work_off(_follow_block, blocks)


def follow_all_cases() -> int:
    """The same until nothing is left to look at."""
    return work_off_all(_follow_block)


def is_behind() -> bool:
    """Whether changes wait that the stages do not tell yet."""
    return db.session.scalar(select(CaseChange.id).limit(1)) is not None


def _follow_block() -> int:
    if not is_behind():
        return 0
    with transaction() as session:
        lock("case-progress")
        columns = CaseChange.id, CaseChange.case_id, CaseChange.company_id
        changes = list(base.read(select(*columns).order_by(CaseChange.id).limit(BLOCK)))
        session.execute(delete(CaseChange).where(CaseChange.id.in_([row.id for row in changes])))
        numbers = {row.case_id for row in changes if row.case_id is not None}
        companies = {row.company_id for row in changes if row.company_id is not None}
        _look_again(sorted(numbers | _open_of(sorted(companies))))
    return len(changes)


def _open_of(company_ids: Sequence[int]) -> set[int]:
    """The open cases of these companies: what is closed stays closed."""
    if not company_ids:
        return set()
    query = select(Case.id).where(Case.company_id.in_(company_ids), Case.closed_at.is_(None))
    return set(base.read(query).scalars())


def _look_again(ids: Sequence[int]) -> None:
    if not ids:
        return
    session = db.session()
    columns = Case.id, Case.company_id, Case.created_at, Case.closed_at
    found = list(base.read(select(*columns).where(Case.id.in_(ids))))
    stages = stages_of({row.company_id for row in found if row.company_id and row.closed_at is None})
    session.execute(delete(CaseProgress).where(CaseProgress.id.in_(ids)))
    rows = [
        {
            "id": row.id,
            "opened_at": row.created_at,
            "stage": (
                CaseStage.CLOSED if row.closed_at else stages.get(row.company_id, CaseStage.TO_CONTACT)
            ).value,
        }
        for row in found
    ]
    if rows:
        session.execute(insert(CaseProgress), rows)
