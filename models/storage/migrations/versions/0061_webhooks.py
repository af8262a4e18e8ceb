"""Programs of other houses are told what happens: subscriptions, and what is owed to each."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0061"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "webhook_subscriptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("earlier_secret", sa.Text(), nullable=True),
        sa.Column("earlier_until", UtcDateTime(), nullable=True),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("resting_until", UtcDateTime(), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("delivered", sa.Integer(), server_default="0", nullable=False),
        sa.Column("given_up", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_subscriptions")),
    )
    op.create_index("ix_webhook_subscriptions_created_at", "webhook_subscriptions", ["created_at", "id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("subscription_id", BigId, nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", UtcDateTime(), nullable=True),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("replayed_at", UtcDateTime(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('owed','delivered','given-up')", name=op.f("ck_webhook_deliveries_state")
        ),
        sa.CheckConstraint("(state = 'owed') = (ended_at IS NULL)", name=op.f("ck_webhook_deliveries_ended")),
        sa.CheckConstraint("due_at IS NULL OR state = 'owed'", name=op.f("ck_webhook_deliveries_due")),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["webhook_subscriptions.id"],
            name=op.f("fk_webhook_deliveries_subscription_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint(
            "subscription_id", "message_id", name=op.f("uq_webhook_deliveries_subscription_id_message_id")
        ),
    )
    op.create_index("ix_webhook_deliveries_created_at", "webhook_deliveries", ["created_at", "id"])
    op.create_index(
        "ix_webhook_deliveries_subscription", "webhook_deliveries", ["subscription_id", "created_at", "id"]
    )
    op.create_index("ix_webhook_deliveries_state", "webhook_deliveries", ["state", "created_at", "id"])
    _partial("due", "due_at", "due_at IS NOT NULL")
    _partial("order", "subject", "state = 'owed'")


def _partial(name: str, column: str, where: str) -> None:
    op.create_index(
        f"ix_webhook_deliveries_{name}",
        "webhook_deliveries",
        ["subscription_id", column, "id"],
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    """Back to the one before, whose programs ask by themselves."""
    op.drop_table("webhook_deliveries")
    op.drop_table("webhook_subscriptions")
