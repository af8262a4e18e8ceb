"""Phones of companies and of old records are looked up whole, many at once: a digit may be wrong."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = ("companies", "concessions")


def upgrade() -> None:
    """To this schema."""
    for table in TABLES:
        op.create_index(f"ix_{table}_phone", table, ["phone"])


def downgrade() -> None:
    """Back to the one before."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_phone", table)
