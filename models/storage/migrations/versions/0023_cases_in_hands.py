"""Whose a case is, what comes next and when, what is in the way, what was noted and answered."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, Derived, UtcDateTime
from models.storage.checks import add_reference, drop_reference

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def new_columns() -> list[sa.Column[Any]]:
    """Those that are stored; a column belongs to one table, so they are made anew."""
    never = "1970-01-01T00:00:00.000000+00:00"
    return [
        sa.Column("owner_id", BigId, nullable=True),
        sa.Column("next_action", sa.String(250), nullable=False, server_default=""),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("blocked_by", sa.String(250), nullable=False, server_default=""),
        sa.Column("stirred_at", UtcDateTime(), nullable=False, server_default=never),
        sa.Column("mail_returned", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("has_notes", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


DERIVED: list[tuple[str, Any, str, bool]] = [
    ("in_hands_of", BigId, "CASE WHEN closed_at IS NULL THEN COALESCE(owner_id, 0) ELSE -1 END", False),
    ("owed_on", sa.Date(), "CASE WHEN closed_at IS NULL AND owner_id IS NOT NULL THEN due_on END", True),
    ("due_order", sa.Date(), "COALESCE(due_on, '9999-12-31')", False),
]

INDEXES = {
    "ix_cases_hands_due": ["in_hands_of", "due_order", "id"],
    "ix_cases_hands_created": ["in_hands_of", "created_at", "id"],
    "ix_cases_due": ["standing", "due_order", "id"],
    "ix_cases_owed_on": ["owed_on"],
    "ix_cases_stirred": ["standing", "stirred_at", "id"],
    "ix_cases_returned": ["mail_returned", "created_at", "id"],
}


def upgrade() -> None:
    """To this schema: plain ADD COLUMNs, so that no table is copied on SQLite and no trigger dropped."""
    for column in new_columns():
        op.add_column("cases", column)
    add_reference(op.get_bind(), "cases", "owner_id", "agents")
    op.execute("UPDATE cases SET stirred_at = created_at")
    op.execute(
        "UPDATE cases SET mail_returned = TRUE WHERE closed_at IS NULL AND account_id IN"
        " (SELECT o.account_id FROM outbox_emails o JOIN pro_accounts a ON a.id = o.account_id"
        " WHERE o.troubled AND o.to_key = a.email_key)"
    )
    for name, kind, derived, nullable in DERIVED:
        op.add_column("cases", sa.Column(name, kind, Derived(derived), nullable=nullable))
    for index, columns in INDEXES.items():
        op.create_index(index, "cases", columns)
    op.create_table(
        "case_notes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('appel','courriel','lettre','note','reponse')", name=op.f("ck_case_notes_kind")
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 600", name=op.f("ck_case_notes_minutes")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_case_notes_agent_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_notes_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    op.create_index("ix_case_notes_case", "case_notes", ["case_id", "id"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("case_notes")
    for index in INDEXES:
        op.drop_index(index, "cases")
    for name, *_ in DERIVED:
        op.drop_column("cases", name)
    drop_reference(op.get_bind(), "cases", "owner_id")
    for column in new_columns():
        op.drop_column("cases", column.name)
