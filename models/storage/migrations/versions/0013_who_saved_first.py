"""Rows that two members of staff may touch count their changes, so that nobody decides of what is over."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("attachments", "cases", "agents", "outbox_emails", "title_locks")


def upgrade() -> None:
    """To this schema."""
    for table in TABLES:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Back to the one before."""
    for table in reversed(TABLES):
        op.drop_column(table, "version")
