"""Two accounts of one person become one: what a merge needs, and where the account went."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime
from models.storage.checks import add_check, add_reference, drop_check, drop_reference

revision = "0059"
down_revision = "0064"
branch_labels = None
depends_on = None

ACCOUNTS = "pro_accounts"
MERGED = "merged_into_id IS NULL OR (erased_at IS NOT NULL AND merged_into_id <> id)"
PROVED = (
    "outcome IS NULL OR outcome <> 'done' OR (kept_proved_at IS NOT NULL"
    " AND (gone_proved_at IS NOT NULL OR approved_at IS NOT NULL))"
)
RETURNED = (
    "ended_at IS NULL AND returned_at IS NOT NULL AND gone_proved_at IS NULL"
    " AND approved_at IS NULL AND asked_by_id IS NOT NULL"
)
OWN = "approved_by_id IS NULL OR (asked_by_id IS NOT NULL AND approved_by_id <> asked_by_id)"


def upgrade() -> None:
    """To this schema."""
    connection = op.get_bind()
    op.add_column(ACCOUNTS, sa.Column("merged_into_id", BigId, nullable=True))
    add_reference(connection, ACCOUNTS, "merged_into_id", ACCOUNTS)
    add_check(connection, ACCOUNTS, "ck_pro_accounts_merged", MERGED)
    op.create_table(
        "account_merges",
        sa.Column("id", BigId, nullable=False),
        sa.Column("gone_id", BigId, nullable=False),
        sa.Column("kept_id", BigId, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", BigId, nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("kept_proved_at", UtcDateTime(), nullable=True),
        sa.Column("gone_proved_at", UtcDateTime(), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by_id", BigId, nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.CheckConstraint("gone_id <> kept_id", name=op.f("ck_account_merges_two_accounts")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('done','dropped')", name=op.f("ck_account_merges_outcome")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_account_merges_ended")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_account_merges_approved")
        ),
        sa.CheckConstraint(OWN, name=op.f("ck_account_merges_own_proposal")),
        sa.CheckConstraint(PROVED, name=op.f("ck_account_merges_proved")),
        sa.ForeignKeyConstraint(["gone_id"], ["pro_accounts.id"], name=op.f("fk_account_merges_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["pro_accounts.id"], name=op.f("fk_account_merges_kept_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["agents.id"], name=op.f("fk_account_merges_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["agents.id"], name=op.f("fk_account_merges_approved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_merges")),
    )
    waiting = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_account_merges_open",
        "account_merges",
        ["gone_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    returned = sa.text(RETURNED)
    op.create_index(
        "ix_account_merges_returned",
        "account_merges",
        ["due_at", "id"],
        sqlite_where=returned,
        postgresql_where=returned,
    )
    op.create_index("ix_account_merges_gone", "account_merges", ["gone_id", "id"])
    op.create_index("ix_account_merges_kept", "account_merges", ["kept_id", "id"])


def downgrade() -> None:
    """Back to the one before, where an account that went into another is erased like any."""
    connection = op.get_bind()
    op.drop_table("account_merges")
    op.execute("DROP INDEX IF EXISTS ix_pro_accounts_merged_into")
    drop_check(connection, ACCOUNTS, "ck_pro_accounts_merged")
    drop_reference(connection, ACCOUNTS, "merged_into_id")
    op.drop_column(ACCOUNTS, "merged_into_id")
