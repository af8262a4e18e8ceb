"""A company that goes on as another of ours: which one, and what moved there."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId
from models.storage.checks import add_reference, drop_reference

revision = "0044"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema."""
    op.add_column("company_successions", sa.Column("into_id", BigId, nullable=True))
    add_reference(op.get_bind(), "company_successions", "into_id", "companies")
    op.add_column("company_successions", sa.Column("moved", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("company_successions", "moved")
    drop_reference(op.get_bind(), "company_successions", "into_id")
    op.drop_column("company_successions", "into_id")
