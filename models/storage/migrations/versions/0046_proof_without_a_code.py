"""Proof without a code: a link to the old contact, a key by letter, and what they are worth."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime
from models.storage.checks import replace_check

revision = "0046"
down_revision = "0043"
branch_labels = None
depends_on = None

STAFF = "'siren','mandate','callback','other'"
LONG = "length(justification) >= 20 OR evidence_erased_at IS NOT NULL"


def upgrade() -> None:
    """To this schema."""
    op.add_column("tokens", sa.Column("subject", BigId, server_default="0", nullable=False))
    op.drop_index("uq_tokens_live_account", "tokens")  # that with the subject is built beside the writers
    replace_check(
        op.get_bind(),
        "attachments",
        "ck_attachments_evidence",
        f"evidence IN ('code',{STAFF},'record-link','letter')",
    )
    replace_check(
        op.get_bind(),
        "attachments",
        "ck_attachments_justified",
        f"NOT (evidence IN ({STAFF})) OR {LONG}",
    )
    op.create_table(
        "letter_keys",
        sa.Column("id", BigId, nullable=False),
        sa.Column("concession_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("printed_at", UtcDateTime(), nullable=True),
        sa.Column("printed_by_id", BigId, nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(printed_at IS NULL) = (expires_at IS NULL)", name=op.f("ck_letter_keys_printed")
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["concessions.id"], name=op.f("fk_letter_keys_concession_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["pro_accounts.id"], name=op.f("fk_letter_keys_account_id")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["agents.id"], name=op.f("fk_letter_keys_printed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_keys")),
    )
    op.create_index(op.f("ix_letter_keys_account_id"), "letter_keys", ["account_id"])
    op.create_index("ix_letter_keys_printed_at", "letter_keys", ["printed_at", "id"])
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_letter_keys_live",
        "letter_keys",
        ["concession_id", "account_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    waiting = sa.text("ended_at IS NULL AND printed_at IS NULL")
    op.create_index(
        "ix_letter_keys_to_print",
        "letter_keys",
        ["id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    """Back to the one before, which knows of no such proof: what it proved counts as proved by the code."""
    op.drop_table("letter_keys")
    op.execute("UPDATE attachments SET evidence = 'code' WHERE evidence IN ('record-link','letter')")
    replace_check(op.get_bind(), "attachments", "ck_attachments_justified", f"evidence = 'code' OR {LONG}")
    replace_check(op.get_bind(), "attachments", "ck_attachments_evidence", f"evidence IN ('code',{STAFF})")
    op.execute("DELETE FROM tokens WHERE purpose = 'record-link'")
    op.drop_index("uq_tokens_live_about", "tokens", if_exists=True)
    op.drop_column("tokens", "subject")
