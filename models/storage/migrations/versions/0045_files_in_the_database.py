"""Files that may be kept in the database, where several hosts see them."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "stored_files",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("put_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stored_files")),
    )
    op.create_table(
        "stored_chunks",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["stored_files.key"], name=op.f("fk_stored_chunks_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "place", name=op.f("pk_stored_chunks")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("stored_chunks")
    op.drop_table("stored_files")
