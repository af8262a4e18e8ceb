"""Staff come in through an identity provider, which knows them by names of its own."""

import sqlalchemy as sa
from alembic import op

from models.storage.checks import add_check, drop_check, replace_check

revision = "0064"
down_revision = "0062"
branch_labels = None
depends_on = None

OURS = "accepted_at IS NULL OR (password_hash IS NOT NULL AND totp_box IS NOT NULL)"


def upgrade() -> None:
    """To this schema."""
    connection = op.get_bind()
    op.add_column("agents", sa.Column("provider_issuer", sa.String(length=250), nullable=True))
    op.add_column("agents", sa.Column("provider_subject", sa.String(length=250), nullable=True))
    op.add_column("sessions", sa.Column("provider_session", sa.String(length=250), nullable=True))
    replace_check(connection, "agents", "ck_agents_accepted", f"{OURS} OR provider_subject IS NOT NULL")
    add_check(
        connection,
        "agents",
        "ck_agents_provider",
        "(provider_issuer IS NULL) = (provider_subject IS NULL)",
    )


def downgrade() -> None:
    """Back to the one before: who has no password there is invited again."""
    connection = op.get_bind()
    op.execute("UPDATE agents SET accepted_at = NULL, second_factor_reset_at = NULL WHERE NOT (" + OURS + ")")  # noqa: S608
    drop_check(connection, "agents", "ck_agents_provider")
    replace_check(connection, "agents", "ck_agents_accepted", OURS)
    op.drop_column("sessions", "provider_session")
    op.drop_column("agents", "provider_subject")
    op.drop_column("agents", "provider_issuer")
