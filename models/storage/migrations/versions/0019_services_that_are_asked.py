"""What all processes know together of a service behind the network: its quota, and its outages."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "directory_services",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("calls", sa.JSON(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_until", UtcDateTime(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_directory_services")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("directory_services")
