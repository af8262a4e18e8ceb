"""What is swept is found by a range of an index: keys of forms, waits, sessions, jobs that ended."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_submissions_at", "submissions", "at"),
    ("ix_delays_last_at", "delays", "last_at"),
    ("ix_sessions_started_at", "sessions", "started_at"),
    ("ix_tokens_account_id", "tokens", "account_id"),
    ("ix_jobs_done_at", "jobs", "done_at"),
    ("ix_jobs_dead_at", "jobs", "dead_at"),
)


def upgrade() -> None:
    """To this schema."""
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
    op.create_index("ix_jobs_key_done_at", "jobs", ["key", "done_at"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_jobs_key_done_at", table_name="jobs")
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
