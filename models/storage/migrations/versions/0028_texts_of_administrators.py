"""What administrators wrote in place of our words, with each version of it."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0028"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "edited_texts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=180), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(subject IS NULL) = (body IS NULL)", name=op.f("ck_edited_texts_whole")),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_edited_texts_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edited_texts")),
        sa.UniqueConstraint("key", name=op.f("uq_edited_texts_key")),
    )
    op.create_table(
        "edited_text_versions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("text_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=180), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_edited_text_versions_agent_id")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["edited_texts.id"], name=op.f("fk_edited_text_versions_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edited_text_versions")),
    )
    op.create_index(
        "uq_edited_text_versions_number", "edited_text_versions", ["text_id", "number"], unique=True
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("edited_text_versions")
    op.drop_table("edited_texts")
