"""Counts that changes keep up to date, so that no page counts."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema; the triggers come after it, and the counts with them (models/storage/schema.py)."""
    op.create_table(
        "kept_counts",
        sa.Column("counted", sa.String(40), nullable=False),
        sa.Column("cell", sa.String(200), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("counted", "cell", name=op.f("pk_kept_counts")),
    )
    op.create_table(
        "count_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("counted", sa.String(40), nullable=False),
        sa.Column("cell", sa.String(200), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_changes")),
    )
    op.create_index("ix_count_changes_counted", "count_changes", ["counted"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("count_changes")
    op.drop_table("kept_counts")
