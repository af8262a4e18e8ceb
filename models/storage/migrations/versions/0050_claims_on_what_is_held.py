"""Whoever holds a record is asked by who claims it, and may hand it over."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime
from models.storage.checks import add_reference, drop_reference, replace_check

revision = "0050"
down_revision = "0047"
branch_labels = None
depends_on = None

STAFF = "'siren','mandate','callback','other'"
LONG = "length(justification) >= 20 OR evidence_erased_at IS NOT NULL"
COMPANY = "'record-link','letter'"
ASKED = "'help','attach','held','contested'"


def upgrade() -> None:
    """To this schema."""
    connection = op.get_bind()
    _check(
        connection, "attachments", "evidence", f"evidence IN ('code',{STAFF},{COMPANY},'holder','transfer')"
    )
    _check(connection, "attachments", "justified", f"NOT (evidence IN ({STAFF},'transfer')) OR {LONG}")
    _check(connection, "cases", "kind", f"kind IN ({ASKED},'silent','migration')")
    _check(connection, "case_questions", "kind", f"kind IN ({ASKED},'silent')")
    op.add_column("attachments", sa.Column("taken_from_id", BigId, nullable=True))
    add_reference(connection, "attachments", "taken_from_id", "attachments")
    op.create_table(
        "held_claims",
        sa.Column("id", BigId, nullable=False),
        sa.Column("attachment_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("passed_on_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_held_claims_answered")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('handed-over','shared','refused','void')",
            name=op.f("ck_held_claims_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_held_claims_attachment_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["pro_accounts.id"], name=op.f("fk_held_claims_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_claims")),
    )
    op.create_index(op.f("ix_held_claims_account_id"), "held_claims", ["account_id"])
    op.create_index("uq_held_claims_asked", "held_claims", ["attachment_id", "account_id"], unique=True)
    waiting = sa.text("answered_at IS NULL AND passed_on_at IS NULL")
    op.create_index(
        "ix_held_claims_due",
        "held_claims",
        ["due_at", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _check(connection: sa.Connection, table: str, name: str, rule: str) -> None:
    replace_check(connection, table, f"ck_{table}_{name}", rule)


def downgrade() -> None:
    """Back to the one before, which knows of no such proof: what it proved counts as proved by the code."""
    connection = op.get_bind()
    op.drop_table("held_claims")
    op.execute("UPDATE attachments SET evidence = 'code' WHERE evidence IN ('holder','transfer')")
    _check(connection, "attachments", "justified", f"NOT (evidence IN ({STAFF})) OR {LONG}")
    _check(connection, "attachments", "evidence", f"evidence IN ('code',{STAFF},{COMPANY})")
    for table in ("cases", "case_questions"):
        op.execute(f"UPDATE {table} SET kind = 'held' WHERE kind = 'silent'")  # noqa: S608 - names of ours
    _check(connection, "cases", "kind", f"kind IN ({ASKED},'migration')")
    _check(connection, "case_questions", "kind", f"kind IN ({ASKED})")
    drop_reference(connection, "attachments", "taken_from_id")
    op.drop_column("attachments", "taken_from_id")
