"""The trail is found by the number of a request."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_index("ix_audit_events_request", "audit_events", ["request_id", "sequence"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_audit_events_request", table_name="audit_events")
