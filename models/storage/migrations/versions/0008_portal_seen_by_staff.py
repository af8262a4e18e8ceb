"""Looks of staff at the portal in an account's place."""

import sqlalchemy as sa
from alembic import op

import models.kernel.types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "viewings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("agent_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("started_at", models.kernel.types.UtcDateTime(), nullable=False),
        sa.Column("entered_at", models.kernel.types.UtcDateTime(), nullable=True),
        sa.Column("ends_at", models.kernel.types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", models.kernel.types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("ends_at > started_at", name=op.f("ck_viewings_ends")),
        sa.CheckConstraint(
            "entered_at IS NULL OR entered_at >= started_at", name=op.f("ck_viewings_entered")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_viewings_agent_id")),
        sa.ForeignKeyConstraint(["account_id"], ["pro_accounts.id"], name=op.f("fk_viewings_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewings")),
        sa.UniqueConstraint("digest", name=op.f("uq_viewings_digest")),
    )
    op.create_index("ix_viewings_account_id", "viewings", ["account_id"])
    op.create_index("ix_viewings_ends_at", "viewings", ["ends_at"])
    still = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_viewings_open", "viewings", ["agent_id"], unique=True, sqlite_where=still, postgresql_where=still
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("viewings")
