"""Batches of invitations to whoever stands on an unattached record, and who wants no more of them."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0029"
down_revision = "0038"
branch_labels = None
depends_on = None

STATES = "'preparation','a-confirmer','en-cours','interrompu','termine'"
STANDINGS = (
    "'attente','envoi-1','envoi-2','envoi-3','a-imprimer','imprimee','sans-adresse','vie','arret','retour'"
)


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "outreach_batches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("filter", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reached", BigId, nullable=False),
        sa.Column("last", BigId, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel IN ('courriel','lettre')", name=op.f("ck_outreach_batches_channel")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_outreach_batches_state")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_outreach_batches_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_batches")),
    )
    op.create_index("ix_outreach_batches_created_at", "outreach_batches", ["created_at", "id"])
    op.create_index("ix_outreach_batches_state", "outreach_batches", ["state", "created_at", "id"])
    op.create_table(
        "outreach_contacts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("batch_id", BigId, nullable=False),
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("concession_id", BigId, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("first_at", UtcDateTime(), nullable=True),
        sa.Column("last_at", UtcDateTime(), nullable=True),
        sa.Column("mail_id", BigId, nullable=True),
        sa.Column("stop_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(f"standing IN ({STANDINGS})", name=op.f("ck_outreach_contacts_standing")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["outreach_batches.id"], name=op.f("fk_outreach_contacts_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["concessions.id"], name=op.f("fk_outreach_contacts_concession_id")
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["outbox_emails.id"], name=op.f("fk_outreach_contacts_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_contacts")),
        sa.UniqueConstraint("stop_key", name=op.f("uq_outreach_contacts_stop_key")),
    )
    op.create_index("uq_outreach_contacts_reader", "outreach_contacts", ["batch_id", "reader"], unique=True)
    op.create_index("ix_outreach_contacts_standing", "outreach_contacts", ["batch_id", "standing", "reader"])
    op.create_index("ix_outreach_contacts_due", "outreach_contacts", ["batch_id", "due_at", "id"])
    op.create_index("ix_outreach_contacts_reader", "outreach_contacts", ["reader", "last_at"])
    written = sa.text("mail_id IS NOT NULL")
    op.create_index(
        "ix_outreach_contacts_mail",
        "outreach_contacts",
        ["mail_id"],
        sqlite_where=written,
        postgresql_where=written,
    )
    op.create_table(
        "outreach_records",
        sa.Column("contact_id", BigId, nullable=False),
        sa.Column("concession_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["concessions.id"], name=op.f("fk_outreach_records_concession_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["outreach_contacts.id"], name=op.f("fk_outreach_records_contact_id")
        ),
        sa.PrimaryKeyConstraint("contact_id", "concession_id", name=op.f("pk_outreach_records")),
    )
    op.create_index("ix_outreach_records_concession", "outreach_records", ["concession_id"])
    op.create_table(
        "outreach_stops",
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_outreach_stops")),
    )


def downgrade() -> None:
    """Back to the one before."""
    for table in ("outreach_stops", "outreach_records", "outreach_contacts", "outreach_batches"):
        op.drop_table(table)
