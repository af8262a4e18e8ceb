"""Filters that staff keep by a name."""

import sqlalchemy as sa
from alembic import op

import models.kernel.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "saved_filters",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agent_id", BIG, nullable=False),
        sa.Column("screen", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_key", sa.String(120), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("created_at", models.kernel.types.UtcDateTime(), nullable=False),
        sa.Column("shared_at", models.kernel.types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filters_name")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_saved_filters_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index("uq_saved_filters_name", "saved_filters", ["agent_id", "screen", "name_key"], unique=True)
    op.create_index("ix_saved_filters_screen", "saved_filters", ["screen", "shared_at"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("saved_filters")
