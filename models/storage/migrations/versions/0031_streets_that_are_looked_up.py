"""Where a company stands, as an index finds it: records whose holder is a person are found by their street."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import key_column
from models.values.streets import street_key

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BATCH = 5_000


def upgrade() -> None:
    """To this schema; a plain ADD COLUMN, so that no table is copied on SQLite and no trigger dropped."""
    op.add_column("companies", sa.Column("street_key", key_column(12), nullable=False, server_default=""))
    connection, last = op.get_bind(), 0
    query = sa.text("SELECT id, address FROM companies WHERE id > :last ORDER BY id LIMIT :batch")
    write = sa.text("UPDATE companies SET street_key = :key WHERE id = :id")
    while rows := connection.execute(query, {"last": last, "batch": BATCH}).all():
        keys = [{"id": number, "key": street_key(address or "")} for number, address in rows]
        if found := [row for row in keys if row["key"]]:
            connection.execute(write, found)
        last = rows[-1][0]
    op.create_index("ix_companies_street_key", "companies", ["street_key"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_companies_street_key", "companies")
    op.drop_column("companies", "street_key")
