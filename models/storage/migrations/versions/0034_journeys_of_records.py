"""How far each record has come, kept by the worker, and the figures of all; those of before are looked at."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime, key_column

revision = "0034"
down_revision = "0024"
branch_labels = None
depends_on = None

STEPS = ("contacted", "account", "activated", "attached", "filed")
BY_SINCE = (
    *("step", "kind", "network_key", "hand", "evidence"),
    *("activated_week", "attached_week", "filed_week"),
)


def upgrade() -> None:
    """To this schema; the worker looks at the records that are there already, some each minute."""
    op.create_table(
        "journeys",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("network_key", key_column(60), nullable=False),
        sa.Column("title_key", key_column(250), nullable=False),
        sa.Column("evidence", sa.String(16), nullable=False),
        sa.Column("hand", BigId, nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        *(sa.Column(f"{step}_at", UtcDateTime(), nullable=True) for step in STEPS),
        *(sa.Column(f"{step}_week", sa.String(10), nullable=False) for step in STEPS[2:]),
        sa.CheckConstraint(
            "step IN ('record','contacted','account','activated','attached','filed')",
            name=op.f("ck_journeys_step"),
        ),
        sa.CheckConstraint(
            "(attached_at IS NULL) = (attached_week = '')", name=op.f("ck_journeys_attached_week")
        ),
        sa.CheckConstraint("filed_at IS NULL OR attached_at IS NOT NULL", name=op.f("ck_journeys_filed")),
        sa.ForeignKeyConstraint(["id"], ["concessions.id"], name=op.f("fk_journeys_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
    )
    op.create_index("ix_journeys_since", "journeys", ["since", "id"])
    op.create_index("ix_journeys_title_key", "journeys", ["title_key", "id"])
    for name in BY_SINCE:
        op.create_index(f"ix_journeys_{name}", "journeys", [name, "since", "id"])
    for step in STEPS:
        op.create_index(f"ix_journeys_{step}_at", "journeys", [f"{step}_at", "id"])
    op.create_table(
        "journey_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("concession_id", BigId, nullable=True),
        sa.Column("company_id", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_changes")),
    )
    op.create_table(
        "campaign_figures",
        sa.Column("breakdown", sa.String(20), nullable=False),
        sa.Column("value", key_column(60), nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("breakdown", "value", "step", name=op.f("pk_campaign_figures")),
    )
    op.execute("INSERT INTO journey_changes (concession_id) SELECT id FROM concessions ORDER BY id")


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("campaign_figures")
    op.drop_table("journey_changes")
    op.drop_table("journeys")
