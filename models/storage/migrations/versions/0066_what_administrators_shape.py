"""What administrators shape: what holds, each change that was asked for, each version."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0066"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "shapes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shapes")),
    )
    op.create_index("uq_shapes_key", "shapes", ["kind", "key"], unique=True)
    op.create_table(
        "shape_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decider_id", BigId, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("rewritten", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_shape_changes_decided")
        ),
        sa.CheckConstraint("state IN ('proposed','live','refused')", name=op.f("ck_shape_changes_state")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_shape_changes_agent_id")),
        sa.ForeignKeyConstraint(["decider_id"], ["agents.id"], name=op.f("fk_shape_changes_decider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shape_changes")),
    )
    op.create_index("ix_shape_changes_state", "shape_changes", ["state", "id"])
    op.create_table(
        "shape_versions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("change_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["shape_changes.id"], name=op.f("fk_shape_versions_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shape_versions")),
    )
    op.create_index("ix_shape_versions_change", "shape_versions", ["change_id", "id"])
    op.create_index("ix_shape_versions_key", "shape_versions", ["kind", "key", "id"])
    op.create_table(
        "shaping_marks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shaping_marks")),
    )


def downgrade() -> None:
    """Back to the one before."""
    for table in ("shaping_marks", "shape_versions", "shape_changes", "shapes"):
        op.drop_table(table)
