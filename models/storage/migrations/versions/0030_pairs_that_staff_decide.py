"""Pairs of a record and a company: what waits in the workbench, what staff said, how far the rounds have come."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0030"
down_revision = "0035"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_match_pairs_place": ["verdict", "place", "id"],
    "ix_match_pairs_company": ["company_id", "verdict"],
    "ix_match_pairs_decided": ["decided_by_id", "decided_at"],
}


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "match_pairs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("concession_id", BigId, nullable=False),
        sa.Column("company_id", BigId, nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", BigId, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('waiting','accepted','refused')", name=op.f("ck_match_pairs_verdict")
        ),
        sa.CheckConstraint(
            "(verdict = 'waiting') = (decided_at IS NULL)", name=op.f("ck_match_pairs_decided")
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["concessions.id"], name=op.f("fk_match_pairs_concession_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_match_pairs_company_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["agents.id"], name=op.f("fk_match_pairs_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_pairs")),
    )
    op.create_index("uq_match_pairs_pair", "match_pairs", ["concession_id", "company_id"], unique=True)
    open_pairs = sa.text("verdict <> 'refused'")
    op.create_index(
        "uq_match_pairs_only",
        "match_pairs",
        ["concession_id"],
        unique=True,
        sqlite_where=open_pairs,
        postgresql_where=open_pairs,
    )
    for index, columns in INDEXES.items():
        op.create_index(index, "match_pairs", columns)
    op.create_table(
        "match_turns",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("reached", BigId, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_match_turns")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("match_turns")
    op.drop_table("match_pairs")
