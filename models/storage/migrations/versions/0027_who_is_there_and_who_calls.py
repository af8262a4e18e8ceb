"""Who has a case before them, what they have typed of a note, whether a caller knew what is theirs."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OWED_BY = {
    "ix_attachments_owed_made_by": ["made_by_id", "id"],
    "ix_attachments_owed_doubted_by": ["suspended_by_id", "id"],
}
"""What a supervisor leaves to colleagues: their own, and what they doubted."""


def _of_case_and_agent(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f(f"fk_{table}_agent_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _columns() -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, BigId, nullable=False) for name in ("id", "case_id", "agent_id")]


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "case_presences",
        *_columns(),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        *_of_case_and_agent("case_presences"),
        sa.UniqueConstraint("case_id", "agent_id", name="uq_case_presences_case_id"),
    )
    op.create_index("ix_case_presences_beat", "case_presences", ["beat_at", "id"])
    op.create_table(
        "case_drafts",
        *_columns(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('appel','courriel','lettre','note')", name=op.f("ck_case_drafts_kind")),
        *_of_case_and_agent("case_drafts"),
        sa.UniqueConstraint("case_id", "agent_id", name="uq_case_drafts_case_id"),
    )
    op.create_index("ix_case_drafts_at", "case_drafts", ["at", "id"])
    op.create_table(
        "caller_checks",
        *_columns(),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        *_of_case_and_agent("caller_checks"),
    )
    op.create_index("ix_caller_checks_case", "caller_checks", ["case_id", "id"])
    for name, columns in OWED_BY.items():
        owed = sa.text("owed <> 'none'")
        op.create_index(name, "attachments", columns, sqlite_where=owed, postgresql_where=owed)


def downgrade() -> None:
    """Back to the one before."""
    for name in OWED_BY:
        op.drop_index(name, "attachments")
    for table in ("caller_checks", "case_drafts", "case_presences"):
        op.drop_table(table)
