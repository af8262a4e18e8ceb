"""A letter is followed by two that remind of it, as a mail is."""

from alembic import op

from models.storage.checks import replace_check

revision = "0048"
down_revision = "0050"
branch_labels = None
depends_on = None

BEFORE = "'attente','envoi-1','envoi-2','envoi-3','a-imprimer','imprimee'"
LETTERS = "'a-imprimer-2','imprimee-2','a-imprimer-3','imprimee-3'"
ENDS = "'sans-adresse','vie','arret','retour'"


def upgrade() -> None:
    """To this schema."""
    _allow(f"{BEFORE},{LETTERS},{ENDS}")


def downgrade() -> None:
    """Back to the one before, where what was printed is not followed."""
    op.execute(f"UPDATE outreach_contacts SET standing = 'imprimee' WHERE standing IN ({LETTERS})")  # noqa: S608
    _allow(f"{BEFORE},{ENDS}")


def _allow(standings: str) -> None:
    rule = f"standing IN ({standings})"
    replace_check(op.get_bind(), "outreach_contacts", "ck_outreach_contacts_standing", rule)
