"""Changes of a company's SIRET, with what they can be taken back to."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "company_successions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("company_id", BigId, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_successions_company_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_successions")),
    )
    op.create_index("ix_company_successions_company", "company_successions", ["company_id", "id"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("company_successions")
