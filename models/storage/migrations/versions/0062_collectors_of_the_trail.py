"""How far the trail was handed to whoever gathers it."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import UtcDateTime

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "audit_exports",
        sa.Column("collector", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("collector", name=op.f("pk_audit_exports")),
    )


def downgrade() -> None:
    """Back to the one before, which hands out the trail when it is told to."""
    op.drop_table("audit_exports")
