"""Programs of other houses call with keys: clients, keys, how often each called, what each sent."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime
from models.storage.checks import add_reference, drop_reference, replace_check

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "api_clients",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('agent','supervisor','admin')", name=op.f("ck_api_clients_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_clients")),
        sa.UniqueConstraint("name_key", name=op.f("uq_api_clients_name_key")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", BigId, nullable=False),
        sa.Column("client_id", BigId, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("minute", UtcDateTime(), nullable=True),
        sa.Column("minute_calls", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_clients.id"], name=op.f("fk_api_keys_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_index(op.f("ix_api_keys_client_id"), "api_keys", ["client_id"])
    op.create_index("ix_api_keys_created_at", "api_keys", ["created_at", "id"])
    op.create_table(
        "api_calls",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key_id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_api_calls_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_calls")),
        sa.UniqueConstraint("key_id", "day", "operation", name=op.f("uq_api_calls_key_id_day_operation")),
    )
    op.create_index("ix_api_calls_day", "api_calls", ["day", "id"])
    op.create_table(
        "api_writes",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_api_writes")),
    )
    op.create_index(op.f("ix_api_writes_at"), "api_writes", ["at"])
    op.add_column("road_opening_moves", sa.Column("client_id", BigId, nullable=True))
    add_reference(op.get_bind(), "road_opening_moves", "client_id", "api_clients")
    _channel("'portal','console','api'", "(channel = 'console') = (made_by_id IS NOT NULL)")


def _channel(channels: str, made_by: str) -> None:
    connection = op.get_bind()
    replace_check(connection, "attachments", "ck_attachments_channel", f"channel IN ({channels})")
    replace_check(connection, "attachments", "ck_attachments_made_by", made_by)


def downgrade() -> None:
    """Back to the one before, which knows staff and companies alone: what clients attached counts as theirs."""
    op.execute("UPDATE attachments SET channel = 'portal' WHERE channel = 'api'")
    _channel("'portal','console'", "(channel = 'portal') = (made_by_id IS NULL)")
    drop_reference(op.get_bind(), "road_opening_moves", "client_id")
    op.drop_column("road_opening_moves", "client_id")
    op.drop_table("api_writes")
    op.drop_table("api_calls")
    op.drop_table("api_keys")
    op.drop_table("api_clients")
