"""A second factor that was reset, and is enrolled anew at the next sign-in."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    with op.batch_alter_table("agents") as batch_op:
        batch_op.add_column(sa.Column("second_factor_reset_at", UtcDateTime(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_agents_second_factor_reset"),
            "second_factor_reset_at IS NULL OR accepted_at IS NOT NULL",
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("agents") as batch_op:
        batch_op.drop_constraint(op.f("ck_agents_second_factor_reset"), type_="check")
        batch_op.drop_column("second_factor_reset_at")
