"""Cases tell of what has no active referent."""

from alembic import op

from models.storage.checks import replace_check

revision = "0051"
down_revision = "0048"
branch_labels = None
depends_on = None

ASKED = "'help','attach','held','contested','silent'"


def upgrade() -> None:
    """To this schema."""
    replace_check(op.get_bind(), "cases", "ck_cases_kind", f"kind IN ({ASKED},'orphaned','migration')")
    replace_check(op.get_bind(), "case_questions", "ck_case_questions_kind", f"kind IN ({ASKED},'orphaned')")


def downgrade() -> None:
    """Back to the one before, which calls them doubts, and knows no link that freezes."""
    for table in ("cases", "case_questions"):
        op.execute(f"UPDATE {table} SET kind = 'contested' WHERE kind = 'orphaned'")  # noqa: S608
    op.execute("DELETE FROM tokens WHERE purpose = 'freeze'")
    replace_check(op.get_bind(), "cases", "ck_cases_kind", f"kind IN ({ASKED},'migration')")
    replace_check(op.get_bind(), "case_questions", "ck_case_questions_kind", f"kind IN ({ASKED})")
