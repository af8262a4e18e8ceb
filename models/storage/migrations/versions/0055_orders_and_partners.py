"""Orders are kept as they were made, and sent to partners."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime, key_column

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "permit_orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("request_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.CheckConstraint(
            "kind IN ('accord','correction','dates','abrogation')", name=op.f("ck_permit_orders_kind")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_permit_orders_agent_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["road_opening_requests.id"], name=op.f("fk_permit_orders_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_orders")),
    )
    op.create_index("ix_permit_orders_request", "permit_orders", ["request_id", "id"])
    op.create_table(
        "partners",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", key_column(320), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_partners_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("email_key", name=op.f("uq_partners_email_key")),
    )


def downgrade() -> None:
    """Back to the one before, which keeps no paper and knows no partner."""
    op.drop_table("partners")
    op.drop_table("permit_orders")
