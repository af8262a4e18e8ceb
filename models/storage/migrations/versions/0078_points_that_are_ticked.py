"""Points of a checklist are ticked in cases."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0078"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "case_ticks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("point", sa.String(length=60), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_ticks_case_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_case_ticks_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_ticks")),
    )
    op.create_index("uq_case_ticks_point", "case_ticks", ["case_id", "kind", "point"], unique=True)


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("case_ticks")
