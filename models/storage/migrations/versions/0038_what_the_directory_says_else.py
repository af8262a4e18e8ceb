"""Where the directory says something else than what was typed by hand, until somebody decides."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0038"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "company_findings",
        sa.Column("company_id", BigId, nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "fact IN ('name', 'address', 'postcode', 'city')", name=op.f("ck_company_findings_fact")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_findings_company_id")
        ),
        sa.PrimaryKeyConstraint("company_id", "fact", name=op.f("pk_company_findings")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("company_findings")
