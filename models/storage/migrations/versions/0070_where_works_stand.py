"""Requests know their cells of the map, which the database derives from their point."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import Derived

revision = "0070"
down_revision = "0066"
branch_labels = None
depends_on = None

REQUESTS = "road_opening_requests"
POINT = "substr(point, 3, 1) = '.' AND substr(point, 9, 2) = ', ' AND length(point) IN (17, 18)"
LATITUDE = "CAST(substr(point, 1, 2) || substr(point, 4, 5) AS INTEGER)"
LONGITUDE = "CAST(replace(substr(point, 11), '.', '') AS INTEGER)"


def cell(side: int) -> str:
    """The cell in a grid of so many on a side."""
    row, column = f"({LATITUDE} - 4930000) * {side} / 60001", f"({LONGITUDE} - (-10000)) * {side} / 70001"
    return (
        f"CASE WHEN first_filed_at IS NULL AND imported_at IS NULL THEN NULL WHEN {POINT}"
        f" THEN {row} * {side} + {column} ELSE -1 END"
    )


def upgrade() -> None:
    """To this schema; the indexes stand in the model alone, `init` builds them."""
    for name, side in (("rough_cell", 16), ("fine_cell", 256)):
        op.add_column(REQUESTS, sa.Column(name, sa.Integer(), Derived(cell(side)), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    for index in ("rough", "fine"):
        op.execute(f"DROP INDEX IF EXISTS ix_road_opening_requests_{index}")
    for name in ("fine_cell", "rough_cell"):
        op.drop_column(REQUESTS, name)
