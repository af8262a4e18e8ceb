"""What is kept for a time: evidence, addresses of mails, idle accounts; and which version a request is."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ERASED = "evidence_erased_at IS NOT NULL"
PROVED = {
    "justified": "evidence = 'code' OR length(justification) >= 20",
    "mandate": "evidence <> 'mandate' OR document_id IS NOT NULL",
}


def upgrade() -> None:
    """To this schema."""
    op.add_column("outbox_emails", sa.Column("forgotten_at", UtcDateTime(), nullable=True))
    op.add_column("pro_accounts", sa.Column("idle_told_at", UtcDateTime(), nullable=True))
    op.add_column(
        "road_opening_requests", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("attachments", sa.Column("evidence_erased_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("attachments") as batch_op:
        for name, rule in PROVED.items():
            batch_op.drop_constraint(op.f(f"ck_attachments_{name}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_attachments_{name}"), f"{rule} OR {ERASED}")
        batch_op.create_check_constraint(
            op.f("ck_attachments_evidence_erased"), "evidence_erased_at IS NULL OR ended_at IS NOT NULL"
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_constraint(op.f("ck_attachments_evidence_erased"), type_="check")
        for name, rule in PROVED.items():
            batch_op.drop_constraint(op.f(f"ck_attachments_{name}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_attachments_{name}"), rule)
    op.drop_column("attachments", "evidence_erased_at")
    op.drop_column("road_opening_requests", "version")
    op.drop_column("pro_accounts", "idle_told_at")
    op.drop_column("outbox_emails", "forgotten_at")
