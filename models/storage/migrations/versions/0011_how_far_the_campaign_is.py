"""How far the campaign is, as the worker counted it."""

import sqlalchemy as sa
from alembic import op

import models.kernel.types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "campaign_counts",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("attachable", sa.Integer(), nullable=False),
        sa.Column("attached", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("week_before", sa.Integer(), nullable=False),
        sa.Column("counted_at", models.kernel.types.UtcDateTime(), nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.CheckConstraint(
            "attached >= 0 AND attached <= attachable", name=op.f("ck_campaign_counts_within")
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_campaign_counts")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("campaign_counts")
