"""A mail that did not leave because strangers had caused enough of them waits for nobody of the staff."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import Derived

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = "last_error <> 'link-over'"
AFTER = "last_error NOT IN ('link-over', 'capped')"

WHOLE = (
    "CASE WHEN state IN ('refused','bounced') AND forgotten_at IS NULL"
    " AND (last_error IS NULL OR {clause}) THEN TRUE ELSE FALSE END"
)
INDEX = ("ix_outbox_emails_troubled", "outbox_emails", ["troubled", "created_at", "id"])


def upgrade() -> None:
    """To this schema."""
    _derive(BEFORE, AFTER)


def downgrade() -> None:
    """Back to the one before."""
    _derive(AFTER, BEFORE)


def _derive(before: str, after: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_index(INDEX[0], INDEX[1])
        op.drop_column("outbox_emails", "troubled")
        derived = Derived(WHOLE.format(clause=after))
        op.add_column("outbox_emails", sa.Column("troubled", sa.Boolean(), derived, nullable=False))
        op.create_index(*INDEX)
        return
    # Derived as it is read: only what is declared changes, and the index that holds it. A table that is
    # recreated would lose its triggers.
    op.drop_index(INDEX[0], INDEX[1])
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'outbox_emails'"
        ),
        {"before": before, "after": after},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    op.create_index(*INDEX)
