"""Where rows stand, stored and indexed with what the lists are sorted by."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.kernel.types import Derived, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STANDINGS: list[tuple[str, str, Any, str]] = [
    (
        "concessions",
        "standing",
        sa.String(12),
        "CASE WHEN held THEN 'attached' WHEN closed_at IS NOT NULL THEN 'closed'"
        " WHEN code_is_weak OR code_hmac IS NULL THEN 'staff-only' ELSE 'free' END",
    ),
    (
        "attachments",
        "standing",
        sa.String(20),
        "CASE WHEN ended_how IS NOT NULL THEN ended_how WHEN suspended_at IS NOT NULL THEN 'suspended'"
        " WHEN review = 'before' AND reviewed_at IS NULL THEN 'waiting-review'"
        " WHEN effective_at IS NOT NULL THEN 'in-effect' ELSE 'waiting-activation' END",
    ),
    (
        "pro_accounts",
        "standing",
        sa.String(12),
        "CASE WHEN erased_at IS NOT NULL THEN 'erased' WHEN suspended_at IS NOT NULL THEN 'suspended'"
        " WHEN activated_at IS NOT NULL THEN 'active' ELSE 'waiting' END",
    ),
    ("cases", "standing", sa.String(8), "CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END"),
    (
        "attachments",
        "owed",
        sa.String(12),
        "CASE WHEN ended_at IS NOT NULL THEN 'none' WHEN suspended_at IS NOT NULL THEN 'contested'"
        " WHEN reviewed_at IS NULL THEN review ELSE 'none' END",
    ),
    (
        "road_opening_requests",
        "awaited_since",
        UtcDateTime(),
        "CASE WHEN state IN ('deposee','en-instruction') THEN filed_at END",
    ),
    (
        "outbox_emails",
        "troubled",
        sa.Boolean(),
        "CASE WHEN state IN ('refused', 'bounced') AND forgotten_at IS NULL"
        " AND (last_error IS NULL OR last_error <> 'link-over') THEN TRUE ELSE FALSE END",
    ),
]

INDEXES = {
    "ix_concessions_standing": ("concessions", ["standing", "title_key", "id"]),
    "ix_concessions_kind": ("concessions", ["kind", "title_key", "id"]),
    "ix_companies_kind": ("companies", ["kind", "name_key", "id"]),
    "ix_companies_directory_state": ("companies", ["directory_state", "name_key", "id"]),
    "ix_pro_accounts_standing": ("pro_accounts", ["standing", "created_at", "id"]),
    "ix_pro_accounts_link": ("pro_accounts", ["standing", "link_sent_at"]),
    "ix_pro_accounts_standing_name": ("pro_accounts", ["standing", "name_key", "id"]),
    "ix_pro_accounts_made_by": ("pro_accounts", ["made_by_kind", "created_at", "id"]),
    "ix_attachments_standing": ("attachments", ["standing", "created_at", "id"]),
    "ix_attachments_standing_title": ("attachments", ["standing", "title_key", "id"]),
    "ix_attachments_evidence": ("attachments", ["evidence", "created_at", "id"]),
    "ix_attachments_channel": ("attachments", ["channel", "created_at", "id"]),
    "ix_attachments_owed": ("attachments", ["owed", "created_at", "id"]),
    "ix_attachments_review": ("attachments", ["review", "created_at", "id"]),
    "ix_cases_standing": ("cases", ["standing", "created_at", "id"]),
    "ix_cases_kind": ("cases", ["kind", "created_at", "id"]),
    "ix_cases_company": ("cases", ["company_id", "created_at", "id"]),
    "ix_cases_account": ("cases", ["account_id", "created_at", "id"]),
    "ix_outbox_emails_kind": ("outbox_emails", ["kind", "created_at", "id"]),
    "ix_outbox_emails_troubled": ("outbox_emails", ["troubled", "created_at", "id"]),
    "ix_road_opening_requests_state_moved": ("road_opening_requests", ["state", "moved_at", "id"]),
    "ix_road_opening_requests_city": ("road_opening_requests", ["city", "moved_at", "id"]),
    "ix_road_opening_requests_filed_at": ("road_opening_requests", ["filed_at", "id"]),
    "ix_road_opening_requests_awaited": ("road_opening_requests", ["awaited_since", "id"]),
    "ix_title_locks_paused_until": ("title_locks", ["paused_until"]),
    "ix_title_locks_closed_at": ("title_locks", ["closed_at"]),
    "ix_audit_events_actor_kind": ("audit_events", ["actor_kind", "sequence"]),
}

HELD = {"held": "ended_at IS NULL", "in_effect": "ended_at IS NULL AND effective_at IS NOT NULL"}

PARTIAL = {
    "ix_attachments_any_owed": "owed <> 'none'",
    "ix_attachments_without_code": "evidence <> 'code'",
    "ix_attachments_reviewed": "reviewed_at IS NOT NULL",
}


def upgrade() -> None:
    """To this schema: plain ADD COLUMNs, so that no table is copied on SQLite and no trigger dropped."""
    for name, clause in HELD.items():
        op.add_column("concessions", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(
            f"UPDATE concessions SET {name} = TRUE WHERE id IN"  # noqa: S608
            f" (SELECT concession_id FROM attachments WHERE {clause})"
        )
    op.add_column(
        "pro_accounts", sa.Column("made_by_kind", sa.String(16), nullable=False, server_default="system")
    )
    op.execute(
        "UPDATE pro_accounts SET made_by_kind = COALESCE((SELECT actor_kind FROM audit_events"
        " WHERE subject_kind = 'account' AND subject_id = pro_accounts.id AND action = 'account-created'"
        " ORDER BY sequence LIMIT 1), 'system')"
    )
    for table, name, kind, derived in STANDINGS:
        op.add_column(table, sa.Column(name, kind, Derived(derived), nullable=name == "awaited_since"))
    for index, (table, columns) in INDEXES.items():
        op.create_index(index, table, columns)
    for index, condition in PARTIAL.items():
        where = sa.text(condition)
        columns = ["created_at", "id"]
        op.create_index(index, "attachments", columns, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_concessions_imported_at", "concessions")


def downgrade() -> None:
    """Back to the one before."""
    op.create_index("ix_concessions_imported_at", "concessions", ["imported_at", "id"])
    for index in PARTIAL:
        op.drop_index(index, "attachments")
    for index, (table, _) in INDEXES.items():
        op.drop_index(index, table)
    for table, name, _, _ in STANDINGS:
        op.drop_column(table, name)
    op.drop_column("pro_accounts", "made_by_kind")
    for name in HELD:
        op.drop_column("concessions", name)
