"""When the person of an account last proved its address, by a link that reached it."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema: whoever activated an account had followed a link to its address."""
    op.add_column("pro_accounts", sa.Column("email_proved_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE pro_accounts SET email_proved_at = activated_at WHERE erased_at IS NULL")


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("pro_accounts", "email_proved_at")
