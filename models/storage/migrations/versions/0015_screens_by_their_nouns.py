"""Filters are kept for a list by the name that its screen has now: road openings, like everywhere else."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this schema. Events keep the name of their day: the trail is not rewritten."""
    op.execute("UPDATE saved_filters SET screen = 'road_openings' WHERE screen = 'requests'")


def downgrade() -> None:
    """Back to the one before."""
    op.execute("UPDATE saved_filters SET screen = 'requests' WHERE screen = 'road_openings'")
