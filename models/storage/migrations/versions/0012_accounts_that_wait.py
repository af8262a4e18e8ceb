"""Accounts that wait for their activation are found without a walk through all others."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    pending = sa.text("activated_at IS NULL AND suspended_at IS NULL AND erased_at IS NULL")
    op.create_index(
        "ix_pro_accounts_pending",
        "pro_accounts",
        ["link_sent_at"],
        sqlite_where=pending,
        postgresql_where=pending,
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_pro_accounts_pending", table_name="pro_accounts")
