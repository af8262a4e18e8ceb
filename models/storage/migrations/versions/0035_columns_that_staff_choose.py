"""Which columns of each list a member of staff chose to see."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.add_column("agents", sa.Column("list_columns", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("agents", "list_columns")
