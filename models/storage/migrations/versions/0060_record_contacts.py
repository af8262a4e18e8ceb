"""Records whose contact reaches nobody stand in a queue; what staff put in its place is kept apart.

The number of an order that abrogates stands no longer where that of other dates does.
"""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime, key_column

revision = "0060"
down_revision = "0065"
branch_labels = None
depends_on = None

TOLD = "forgotten_at IS NOT NULL OR (reference <> '' AND (email <> '' OR phone <> '' OR address <> ''))"
AMENDING = (
    "COALESCE((SELECT order_number FROM road_opening_moves WHERE request_id = road_opening_requests.id"
    " AND kind = 'dates-granted' ORDER BY id DESC LIMIT 1), '')"
)
PARTS = (
    ("email", sa.String(length=320)),
    ("phone", sa.String(length=24)),
    ("address", sa.Text()),
    ("postcode", sa.String(length=16)),
    ("city", sa.String(length=120)),
)


def upgrade() -> None:
    """To this schema: every record that may still be attached is to be looked at once."""
    op.create_table(
        "contact_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("concession_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_changes")),
    )
    op.create_table(
        "contact_flaws",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("flaw", sa.String(length=12), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("mail_id", BigId, nullable=True),
        sa.CheckConstraint(
            "flaw IN ('missing','dead','malformed','domain','phone')", name=op.f("ck_contact_flaws_flaw")
        ),
        sa.ForeignKeyConstraint(["id"], ["concessions.id"], name=op.f("fk_contact_flaws_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["outbox_emails.id"], name=op.f("fk_contact_flaws_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_flaws")),
    )
    op.create_index("ix_contact_flaws_since", "contact_flaws", ["since", "id"])
    op.create_index("ix_contact_flaws_flaw", "contact_flaws", ["flaw", "since", "id"])
    op.create_index(
        "ix_contact_flaws_mail",
        "contact_flaws",
        ["mail_id"],
        sqlite_where=sa.text("mail_id IS NOT NULL"),
        postgresql_where=sa.text("mail_id IS NOT NULL"),
    )
    _corrections()
    op.execute(
        "INSERT INTO contact_changes (concession_id)"
        " SELECT id FROM concessions WHERE closed_at IS NULL AND NOT held"
    )
    op.execute(f"UPDATE road_opening_requests SET amending_number = {AMENDING} WHERE state = 'abrogee'")  # noqa: S608


def _corrections() -> None:
    op.create_table(
        "contact_corrections",
        sa.Column("id", BigId, nullable=False),
        sa.Column("concession_id", BigId, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("proof", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in PARTS),
        sa.Column("email_key", key_column(320), nullable=False),
        *(sa.Column(f"was_{name}", kind, nullable=False) for name, kind in PARTS),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "proof IN ('document','call-back','letter','other')", name=op.f("ck_contact_corrections_proof")
        ),
        sa.CheckConstraint(TOLD, name=op.f("ck_contact_corrections_told")),
        sa.CheckConstraint(
            "(address = '') = (postcode = '') AND (address = '') = (city = '')",
            name=op.f("ck_contact_corrections_whole"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR ended_at IS NOT NULL", name=op.f("ck_contact_corrections_forgotten")
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["concessions.id"], name=op.f("fk_contact_corrections_concession_id")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_contact_corrections_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_corrections")),
    )
    op.create_index(
        "uq_contact_corrections_open",
        "contact_corrections",
        ["concession_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_contact_corrections_concession", "contact_corrections", ["concession_id", "id"])
    op.create_index("ix_contact_corrections_email_key", "contact_corrections", ["email_key", "id"])
    op.create_index(
        "ix_contact_corrections_to_forget",
        "contact_corrections",
        ["ended_at", "id"],
        sqlite_where=sa.text("forgotten_at IS NULL"),
        postgresql_where=sa.text("forgotten_at IS NULL"),
    )


def downgrade() -> None:
    """Back to the one before, which invites whom the old portal named."""
    for what in ("insert", "update", "delete"):
        drop = f"DROP TRIGGER IF EXISTS concessions_contact_{what}"
        if op.get_bind().dialect.name == "postgresql":
            drop += " ON concessions"
        op.execute(drop)
    op.execute("DROP INDEX IF EXISTS ix_concessions_email")
    for table in ("contact_corrections", "contact_flaws", "contact_changes"):
        op.drop_table(table)
