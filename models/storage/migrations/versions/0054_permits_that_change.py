"""Permits are abrogated, lapse, get other dates; urgent works say why they did not wait."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import Derived, UtcDateTime
from models.storage.checks import add_check, drop_check, replace_check

revision = "0054"
down_revision = "0051"
branch_labels = None
depends_on = None

REQUESTS, MOVES = "road_opening_requests", "road_opening_moves"
BEFORE = (
    "'brouillon','deposee','incomplete','en-instruction','accordee','refusee','retiree',"
    "'travaux-commences','travaux-termines'"
)
NEW = "'abrogee','caduque'"
ORDERED = "'accordee','travaux-commences','travaux-termines'"
STEPS = "'moved','order-corrected','dates-asked','dates-dropped','dates-granted','dates-refused'"
ASKED = (
    "(dates_asked_at IS NULL AND wanted_starts_on IS NULL AND wanted_ends_on IS NULL)"
    " OR (dates_asked_at IS NOT NULL AND state IN ('accordee','travaux-commences') AND dates_reason <> ''"
    " AND wanted_starts_on IS NOT NULL AND wanted_ends_on IS NOT NULL"
    " AND wanted_ends_on >= wanted_starts_on)"
)
EXPLAINED = "filed_at IS NULL OR urgency = '' OR length(urgency) >= 20"
URGENT = "CASE WHEN urgency <> '' AND state IN ('deposee','en-instruction') THEN first_filed_at END"
LAPSES = (
    "CASE WHEN state = 'accordee' AND imported_at IS NULL AND dates_asked_at IS NULL"
    " AND urgency = '' THEN ends_on END"
)


def upgrade() -> None:
    """To this schema."""
    connection = op.get_bind()
    for column in (
        sa.Column("urgency", sa.Text(), nullable=False, server_default=""),
        sa.Column("amending_number", sa.String(60), nullable=False, server_default=""),
        sa.Column("wanted_starts_on", sa.Date(), nullable=True),
        sa.Column("wanted_ends_on", sa.Date(), nullable=True),
        sa.Column("dates_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("dates_asked_at", UtcDateTime(), nullable=True),
    ):
        op.add_column(REQUESTS, column)
    op.add_column(REQUESTS, sa.Column("urgent_since", UtcDateTime(), Derived(URGENT), nullable=True))
    op.add_column(REQUESTS, sa.Column("lapses_on", sa.Date(), Derived(LAPSES), nullable=True))
    add_check(connection, REQUESTS, "ck_road_opening_requests_urgency", EXPLAINED)
    add_check(connection, REQUESTS, "ck_road_opening_requests_dates_asked", ASKED)
    for column in (
        sa.Column("kind", sa.String(20), nullable=False, server_default="moved"),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(60), nullable=False, server_default=""),
    ):
        op.add_column(MOVES, column)
    add_check(connection, MOVES, "ck_road_opening_moves_kind", f"kind IN ({STEPS})")
    add_check(connection, MOVES, "ck_road_opening_moves_stays", "kind = 'moved' OR before = after")
    _allow(connection, f"{BEFORE},{NEW},'close'", f"{ORDERED},{NEW}", "'incomplete','refusee','abrogee'")


def _allow(connection: sa.Connection, states: str, ordered: str, reasoned: str) -> None:
    def check(table: str, name: str, rule: str) -> None:
        replace_check(connection, table, f"ck_{table}_{name}", rule)

    check(REQUESTS, "state", f"state IN ({states})")
    check(REQUESTS, "order", f"state NOT IN ({ordered}) OR order_number <> '' OR imported_at IS NOT NULL")
    check(REQUESTS, "reason", f"state NOT IN ({reasoned}) OR reason <> '' OR imported_at IS NOT NULL")
    check(MOVES, "after", f"after IN ({states})")
    check(MOVES, "before", f"before IS NULL OR before IN ({states})")


def downgrade() -> None:
    """Back to the one before, where what is over is closed, and nobody asks for other dates."""
    connection = op.get_bind()
    op.execute("DELETE FROM road_opening_moves WHERE kind <> 'moved'")
    op.execute(f"UPDATE road_opening_requests SET state = 'close' WHERE state IN ({NEW})")  # noqa: S608
    for side in ("before", "after"):
        op.execute(f"UPDATE road_opening_moves SET {side} = 'close' WHERE {side} IN ({NEW})")  # noqa: S608
    _allow(connection, f"{BEFORE},'close'", ORDERED, "'incomplete','refusee'")
    for name in ("stays", "kind"):
        drop_check(connection, MOVES, f"ck_road_opening_moves_{name}")
    for name in ("dates_asked", "urgency"):
        drop_check(connection, REQUESTS, f"ck_road_opening_requests_{name}")
    for index in ("urgent", "dates_asked", "lapses"):
        op.execute(f"DROP INDEX IF EXISTS ix_road_opening_requests_{index}")
    for name in ("lapses_on", "urgent_since"):
        op.drop_column(REQUESTS, name)
    for name in (
        "dates_asked_at",
        "dates_reason",
        "wanted_ends_on",
        "wanted_starts_on",
        "amending_number",
        "urgency",
    ):
        op.drop_column(REQUESTS, name)
    for name in ("order_number", "ends_on", "starts_on", "kind"):
        op.drop_column(MOVES, name)
