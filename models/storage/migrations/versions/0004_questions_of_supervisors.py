"""Questions of supervisors to agents, and the indexes of their queue."""

import sqlalchemy as sa
from alembic import op

import models.kernel.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "attachment_questions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("attachment_id", BIG, nullable=False),
        sa.Column("asked_by_id", BIG, nullable=False),
        sa.Column("asked_of_id", BIG, nullable=False),
        sa.Column("asked_at", models.kernel.types.UtcDateTime(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answered_at", models.kernel.types.UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_attachment_questions_answered")
        ),
        sa.CheckConstraint("asked_by_id <> asked_of_id", name=op.f("ck_attachment_questions_of_another")),
        sa.CheckConstraint("question <> ''", name=op.f("ck_attachment_questions_question")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["agents.id"], name=op.f("fk_attachment_questions_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_of_id"], ["agents.id"], name=op.f("fk_attachment_questions_asked_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_attachment_questions_attachment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_questions")),
    )
    op.create_index("ix_attachment_questions_attachment_id", "attachment_questions", ["attachment_id"])
    op.create_index(
        "ix_attachment_questions_asked_of", "attachment_questions", ["asked_of_id", "answered_at"]
    )
    unanswered = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_attachment_questions_open",
        "attachment_questions",
        ["attachment_id"],
        unique=True,
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )
    unseen = sa.text("ended_at IS NULL AND reviewed_at IS NULL")
    op.create_index(
        "ix_attachments_to_review",
        "attachments",
        ["review", "created_at", "id"],
        sqlite_where=unseen,
        postgresql_where=unseen,
    )
    suspended = sa.text("ended_at IS NULL AND suspended_at IS NOT NULL")
    op.create_index(
        "ix_attachments_suspended",
        "attachments",
        ["suspended_at", "id"],
        sqlite_where=suspended,
        postgresql_where=suspended,
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_attachments_suspended", table_name="attachments")
    op.drop_index("ix_attachments_to_review", table_name="attachments")
    op.drop_table("attachment_questions")
