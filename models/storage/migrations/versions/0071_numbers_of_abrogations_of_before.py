"""Permits that were abrogated, then closed, no longer keep the abrogation's number as that of other dates.

0060 did so for those that stand abrogated. One statement: of the closed requests only those with such a number
are looked at, and only what differs from the last dates that were granted is written.
"""

from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

AMENDING = (
    "COALESCE((SELECT order_number FROM road_opening_moves WHERE request_id = road_opening_requests.id"
    " AND kind = 'dates-granted' ORDER BY id DESC LIMIT 1), '')"
)
ABROGATED = (
    "EXISTS (SELECT 1 FROM road_opening_moves WHERE request_id = road_opening_requests.id"
    " AND kind = 'moved' AND after = 'abrogee')"
)


def upgrade() -> None:
    """To this schema, which is that of before."""
    op.execute(
        f"UPDATE road_opening_requests SET amending_number = {AMENDING}"  # noqa: S608
        f" WHERE state = 'close' AND amending_number <> '' AND {ABROGATED} AND amending_number <> {AMENDING}"
    )


def downgrade() -> None:
    """What was mended stays so."""
