"""Cases are found by their number."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime
from models.values import case_numbers
from models.values.text import fold

revision = "0043"
down_revision = "0045"
branch_labels = None
depends_on = None

CASES = sa.table(
    "cases", sa.column("id", BigId), sa.column("created_at", UtcDateTime), sa.column("search", sa.Text)
)
STEP = 1_000


def upgrade() -> None:
    """To this schema."""
    connection, after = op.get_bind(), 0
    change = CASES.update().where(CASES.c.id == sa.bindparam("key")).values(search=sa.bindparam("text"))
    while rows := connection.execute(_rows_after(after)).all():
        named = [(row, fold(case_numbers.write(row.id, row.created_at))) for row in rows]
        changes = [
            {"key": row.id, "text": f"{number} {row.search}".strip()}
            for row, number in named
            if not row.search.startswith(number)
        ]
        if changes:
            connection.execute(change, changes)
        after = rows[-1].id


def _rows_after(number: int) -> sa.Select[int, object, str]:
    return sa.select(CASES).where(CASES.c.id > number).order_by(CASES.c.id).limit(STEP)


def downgrade() -> None:
    """Back to the one before: what is found besides is no harm."""
