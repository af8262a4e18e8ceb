"""Establishments from the stock files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "directory_establishments",
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(length=16), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("siret", name=op.f("pk_directory_establishments")),
    )
    with op.batch_alter_table("directory_establishments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_establishments_siren"), ["siren"], unique=False)

    op.create_table(
        "directory_units",
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("acronym", sa.String(length=120), nullable=False),
        sa.Column("legal_category", sa.String(length=8), nullable=False),
        sa.Column("is_ceased", sa.Boolean(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("siren", name=op.f("pk_directory_units")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("directory_units")
    with op.batch_alter_table("directory_establishments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_establishments_siren"))

    op.drop_table("directory_establishments")
