"""The loaded stock of the national directory moves to a file of its own: load it again."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.drop_table("directory_establishments")
    op.drop_table("directory_units")


def downgrade() -> None:
    """Back to the one before."""
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
    op.create_index(op.f("ix_directory_establishments_siren"), "directory_establishments", ["siren"])
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
