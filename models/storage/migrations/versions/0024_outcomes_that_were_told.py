"""Whether its person was written for which reason a case was closed: those of before were for colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.add_column("cases", sa.Column("outcome_told", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("cases", "outcome_told")
