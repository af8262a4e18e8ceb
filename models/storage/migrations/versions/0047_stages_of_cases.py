"""The stage of each case, kept by the worker; those of before are looked at."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema; the worker looks at the cases that are there already, some each minute."""
    op.create_table(
        "case_progress",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('to-contact','account','mailed','activated','attached','filed','closed')",
            name=op.f("ck_case_progress_stage"),
        ),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_case_progress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_progress")),
    )
    op.create_index("ix_case_progress_opened_at", "case_progress", ["opened_at", "id"])
    op.create_index("ix_case_progress_stage", "case_progress", ["stage", "opened_at", "id"])
    op.create_table(
        "case_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("company_id", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_changes")),
    )
    op.execute("INSERT INTO case_changes (case_id) SELECT id FROM cases ORDER BY id")


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("case_changes")
    op.drop_table("case_progress")
