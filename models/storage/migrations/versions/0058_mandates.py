"""A company lets another act for it on named records until a day; requests and their steps say by which."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, Derived, UtcDateTime
from models.storage.checks import add_reference, drop_reference

revision = "0058"
down_revision = "0059"
branch_labels = None
depends_on = None

ENDINGS = "'expired','revoked','given-up','staff','replaced','emptied'"
STEPS = ("road_opening_requests", "road_opening_moves")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "mandates",
        sa.Column("id", BigId, nullable=False),
        sa.Column("company_id", BigId, nullable=False),
        sa.Column("mandatary_id", BigId, nullable=False),
        sa.Column("given_by_id", BigId, nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("warned_at", UtcDateTime(), nullable=True),
        sa.Column("document_id", BigId, nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=12), nullable=True),
        sa.Column("ended_by_account_id", BigId, nullable=True),
        sa.Column("ended_by_agent_id", BigId, nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.Column(
            "standing",
            sa.String(length=12),
            Derived("CASE WHEN ended_how IS NOT NULL THEN ended_how ELSE 'open' END"),
            nullable=False,
        ),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "company_id <> mandatary_id OR ended_at IS NOT NULL", name=op.f("ck_mandates_of_two")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name=op.f("ck_mandates_ended")),
        sa.CheckConstraint(
            f"ended_how IS NULL OR ended_how IN ({ENDINGS})", name=op.f("ck_mandates_ended_how")
        ),
        sa.CheckConstraint(
            "ended_how IS NULL OR ended_how <> 'staff'"
            " OR (ended_reason <> '' AND ended_by_agent_id IS NOT NULL) OR forgotten_at IS NOT NULL",
            name=op.f("ck_mandates_staff_reason"),
        ),
        sa.CheckConstraint("document_id IS NULL OR signed_at IS NOT NULL", name=op.f("ck_mandates_signed")),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR ended_at IS NOT NULL", name=op.f("ck_mandates_forgotten")
        ),
        *_references("mandates", company_id="companies", mandatary_id="companies"),
        *_references("mandates", given_by_id="pro_accounts", ended_by_account_id="pro_accounts"),
        *_references("mandates", ended_by_agent_id="agents", document_id="documents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    op.create_index(op.f("ix_mandates_given_by_id"), "mandates", ["given_by_id"])
    op.create_index(op.f("ix_mandates_document_id"), "mandates", ["document_id"])
    op.create_index("ix_mandates_company", "mandates", ["company_id", "given_at", "id"])
    op.create_index("ix_mandates_mandatary", "mandates", ["mandatary_id", "given_at", "id"])
    op.create_index("ix_mandates_given_at", "mandates", ["given_at", "id"])
    op.create_index("ix_mandates_standing", "mandates", ["standing", "given_at", "id"])
    op.create_index("ix_mandates_standing_until", "mandates", ["standing", "until", "id"])
    kept = sa.text("forgotten_at IS NULL")
    op.create_index(
        "ix_mandates_to_forget",
        "mandates",
        ["ended_at", "id"],
        sqlite_where=kept,
        postgresql_where=kept,
    )
    op.create_table(
        "mandate_records",
        sa.Column("mandate_id", BigId, nullable=False),
        sa.Column("attachment_id", BigId, nullable=False),
        sa.Column("mandatary_id", BigId, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        *_references("mandate_records", mandate_id="mandates", attachment_id="attachments"),
        *_references("mandate_records", mandatary_id="companies"),
        sa.PrimaryKeyConstraint("mandate_id", "attachment_id", name=op.f("pk_mandate_records")),
    )
    op.create_index(op.f("ix_mandate_records_attachment_id"), "mandate_records", ["attachment_id"])
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_mandate_records_open",
        "mandate_records",
        ["mandatary_id", "attachment_id"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_table(
        "mandate_people",
        sa.Column("mandate_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        *_references("mandate_people", mandate_id="mandates", account_id="pro_accounts"),
        sa.PrimaryKeyConstraint("mandate_id", "account_id", name=op.f("pk_mandate_people")),
    )
    op.create_index(op.f("ix_mandate_people_account_id"), "mandate_people", ["account_id"])
    for table in STEPS:
        op.add_column(table, sa.Column("mandate_id", BigId, nullable=True))
        add_reference(op.get_bind(), table, "mandate_id", "mandates")


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def downgrade() -> None:
    """Back to the one before, where each company acts for itself alone."""
    for table in STEPS:
        drop_reference(op.get_bind(), table, "mandate_id")
        op.drop_column(table, "mandate_id")
    for table in ("mandate_people", "mandate_records", "mandates"):
        op.drop_table(table)
