"""What the services of the directory answered lately, for all processes."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0040"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "directory_answers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_answers")),
        sa.UniqueConstraint("service", "siret", name=op.f("uq_directory_answers_service_siret")),
    )
    op.create_index("ix_directory_answers_answered_at", "directory_answers", ["answered_at"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("directory_answers")
