"""Orders are kept as they were made, and sent to partners; works of one street are found."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime, key_column
from models.values.streets import road_key

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


BATCH = 5_000


def upgrade() -> None:
    """To this schema."""
    op.add_column(
        "road_opening_requests", sa.Column("road_key", key_column(24), nullable=False, server_default="")
    )
    _name_streets(op.get_bind())
    op.create_table(
        "permit_orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("move_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('accord','correction','dates','abrogation')", name=op.f("ck_permit_orders_kind")
        ),
        sa.ForeignKeyConstraint(
            ["move_id"], ["road_opening_moves.id"], name=op.f("fk_permit_orders_move_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_orders")),
        sa.UniqueConstraint("move_id", name=op.f("uq_permit_orders_move_id")),
    )
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
    op.create_index("ix_partners_name", "partners", ["name", "id"])


def _name_streets(connection: sa.Connection) -> None:
    query = sa.text("SELECT id, street FROM road_opening_requests WHERE id > :last ORDER BY id LIMIT :batch")
    write, last = sa.text("UPDATE road_opening_requests SET road_key = :key WHERE id = :id"), 0
    while rows := connection.execute(query, {"last": last, "batch": BATCH}).all():
        keys = [{"id": number, "key": road_key(street)} for number, street in rows]
        if found := [row for row in keys if row["key"]]:
            connection.execute(write, found)
        last = rows[-1][0]


def downgrade() -> None:
    """Back to the one before, which keeps no paper and knows no partner."""
    op.drop_table("partners")
    op.drop_table("permit_orders")
    for index in ("road", "starts_on"):
        op.execute(f"DROP INDEX IF EXISTS ix_road_opening_requests_{index}")
    op.drop_column("road_opening_requests", "road_key")
