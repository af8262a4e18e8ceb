"""A second factor for companies' people as for staff, and what the browser of a session calls itself."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime
from models.storage.checks import add_check, drop_check

revision = "0025"
down_revision = "0028"
branch_labels = None
depends_on = None

SHARED = ("recovery_codes", "trusted_browsers")
"""Of staff alone until now."""

RULE = "(second_factor_at IS NULL) = (totp_box IS NULL)"


def upgrade() -> None:
    """To this schema; of `pro_accounts`, which has triggers, no table is copied."""
    op.add_column("pro_accounts", sa.Column("totp_box", sa.Text(), nullable=True))
    op.add_column(
        "pro_accounts", sa.Column("totp_last_step", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("pro_accounts", sa.Column("second_factor_at", UtcDateTime(), nullable=True))
    add_check(op.get_bind(), "pro_accounts", "ck_pro_accounts_second_factor", RULE)
    op.add_column(
        "sessions", sa.Column("user_agent", sa.String(length=250), nullable=False, server_default="")
    )
    for table in SHARED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("agent_id", existing_type=BigId, nullable=True)
            batch_op.add_column(sa.Column("account_id", BigId, nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_account_id"), "pro_accounts", ["account_id"], ["id"]
            )
            batch_op.create_check_constraint(
                op.f(f"ck_{table}_one_owner"), "(agent_id IS NULL) <> (account_id IS NULL)"
            )
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def downgrade() -> None:
    """Back to the one before: what companies' people have of it goes."""
    for table in SHARED:
        op.execute(f"DELETE FROM {table} WHERE agent_id IS NULL")  # noqa: S608 - one of two names
        op.drop_index(f"ix_{table}_account_id", table)
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_one_owner"), type_="check")
            batch_op.drop_constraint(op.f(f"fk_{table}_account_id"), type_="foreignkey")
            batch_op.drop_column("account_id")
            batch_op.alter_column("agent_id", existing_type=BigId, nullable=False)
    op.drop_column("sessions", "user_agent")
    drop_check(op.get_bind(), "pro_accounts", "ck_pro_accounts_second_factor")
    for column in ("second_factor_at", "totp_last_step", "totp_box"):
        op.drop_column("pro_accounts", column)
