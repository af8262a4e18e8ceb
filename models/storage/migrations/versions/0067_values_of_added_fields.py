"""The values of the fields that administrators add: a table for each noun that may have some."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, key_column

revision = "0067"
down_revision = "0078"
branch_labels = None
depends_on = None

TABLES = {"company_field_values": "companies", "concession_field_values": "concessions"}


def upgrade() -> None:
    """To this schema."""
    for table, subject in TABLES.items():
        op.create_table(
            table,
            sa.Column("id", BigId, nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("value", sa.Text(), nullable=False),
            sa.Column("key", key_column(120), nullable=False),
            sa.Column("subject_id", BigId, nullable=False),
            sa.Column("field_id", BigId, nullable=False),
            sa.ForeignKeyConstraint(["field_id"], ["shapes.id"], name=op.f(f"fk_{table}_field_id")),
            sa.ForeignKeyConstraint(["subject_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_subject_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"uq_{table}_place", table, ["subject_id", "field_id", "position"], unique=True)
        op.create_index(f"ix_{table}_key", table, ["field_id", "key", "subject_id"])


def downgrade() -> None:
    """Back to the one before."""
    for table in TABLES:
        op.drop_table(table)
