"""One open case of a company: what was asked stands in rows of its own, cases of one company become one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.cases.entries import CaseQuestion
from models.kernel.types import BigId, UtcDateTime
from models.storage.checks import add_check, add_reference, drop_check, drop_reference, replace_check

revision = "0026"
down_revision = "0029"
branch_labels = None
depends_on = None

KINDS = "'help','attach','held','contested'"
OPEN = "closed_at IS NULL AND company_id IS NOT NULL"
ANSWERS = "(question_id IS NULL) = (kind <> 'reponse')"

cases = sa.table(
    "cases",
    sa.column("id", BigId),
    sa.column("company_id", BigId),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("account_id", BigId),
    sa.column("closed_at", UtcDateTime()),
    sa.column("merged_into_id", BigId),
    sa.column("owner_id", BigId),
    sa.column("next_action", sa.String),
    sa.column("due_on", sa.Date),
    sa.column("blocked_by", sa.String),
    sa.column("stirred_at", UtcDateTime()),
    sa.column("mail_returned", sa.Boolean),
    sa.column("has_notes", sa.Boolean),
    sa.column("search", sa.Text),
)


def upgrade() -> None:
    """To this schema; each question keeps its words, its answers and who asked."""
    op.create_table(
        "case_questions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=24), nullable=False),
        sa.Column("tried", sa.JSON(), nullable=False),
        sa.Column("account_id", BigId, nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("outcome_told", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_case_questions_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["pro_accounts.id"], name=op.f("fk_case_questions_account_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_questions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_questions")),
    )
    op.create_index("ix_case_questions_case", "case_questions", ["case_id", "id"])
    op.create_index("ix_case_questions_account", "case_questions", ["account_id", "asked_at", "id"])
    op.execute(
        "INSERT INTO case_questions (case_id, kind, subject, subject_key, message, phone, tried, account_id,"
        " asked_at, outcome_told) SELECT id, kind, subject, '', message, phone, tried, account_id, created_at,"
        " outcome_told FROM cases ORDER BY id"
    )
    _write_keys()
    op.add_column("case_notes", sa.Column("question_id", BigId, nullable=True))
    add_reference(op.get_bind(), "case_notes", "question_id", "case_questions")
    op.execute(
        "UPDATE case_notes SET question_id = (SELECT q.id FROM case_questions q"
        " WHERE q.case_id = case_notes.case_id) WHERE kind = 'reponse'"
    )
    add_check(op.get_bind(), "case_notes", "ck_case_notes_answers_something", ANSWERS)
    op.create_index("ix_case_notes_question", "case_notes", ["question_id", "id"])
    op.add_column("cases", sa.Column("merged_into_id", BigId, nullable=True))
    add_reference(op.get_bind(), "cases", "merged_into_id", "cases")
    replace_check(op.get_bind(), "cases", "ck_cases_kind", f"kind IN ({KINDS},'migration')")
    op.execute("UPDATE cases SET has_notes = TRUE WHERE message <> '' OR phone <> ''")
    _merge()
    for name in ("message", "phone", "tried", "outcome_told"):
        op.drop_column("cases", name)
    op.create_index(
        "ux_cases_open_of_company",
        "cases",
        ["company_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _write_keys() -> None:
    """Folded as the operations fold it: no engine does it by itself."""
    connection = op.get_bind()
    found = connection.execute(sa.text("SELECT id, subject FROM case_questions")).all()
    keys = [{"number": row.id, "key": CaseQuestion.key_of(row.subject)} for row in found]
    if keys:
        connection.execute(sa.text("UPDATE case_questions SET subject_key = :key WHERE id = :number"), keys)


def _merge() -> None:
    """Of several open cases of a company the oldest takes over the others, which stay as closed rows."""
    connection = op.get_bind()
    query = sa.select(cases).where(cases.c.closed_at.is_(None), cases.c.company_id.is_not(None))
    by_company: dict[int, list[Any]] = {}
    for row in connection.execute(query.order_by(cases.c.id)):
        by_company.setdefault(row.company_id, []).append(row)
    for first, *later in by_company.values():
        for row in later:
            # Closed by nobody: when it was last touched, so that its own times stay in their order.
            # Nothing of what it said stays: who is forgotten later is looked for in the one that took over.
            gone = {"closed_at": row.stirred_at, "merged_into_id": first.id, "mail_returned": False}
            emptied = {"has_notes": False, "next_action": "", "blocked_by": ""}
            emptied["search"] = CaseQuestion.key_of(row.subject)
            connection.execute(sa.update(cases).where(cases.c.id == row.id).values(**gone, **emptied))
            for table in ("case_notes", "case_questions"):
                move = sa.text(f"UPDATE {table} SET case_id = :to WHERE case_id = :number")  # noqa: S608
                connection.execute(move, {"to": first.id, "number": row.id})
        if later:
            kept = sa.update(cases).where(cases.c.id == first.id)
            connection.execute(kept.values(**_merged(first, later)))


def _merged(first: Any, later: list[Any]) -> dict[str, Any]:
    """What the oldest says from then on: its own plan where it has an owner, else the next one's."""
    rows = [first, *later]
    planned = next((row for row in rows if row.owner_id is not None), first)
    names = ("owner_id", "next_action", "due_on", "blocked_by")
    return {
        **{name: getattr(later[-1], name) for name in ("kind", "subject", "account_id")},
        **{name: getattr(planned, name) for name in names},
        "stirred_at": max(row.stirred_at for row in rows),
        "mail_returned": any(row.mail_returned for row in rows),
        "has_notes": any(row.has_notes for row in rows),
        "search": " ".join(dict.fromkeys(row.search for row in rows)),
    }


def downgrade() -> None:
    """Back to the one before: each case keeps its last question; those that were merged stay closed."""
    op.drop_index("ux_cases_open_of_company", "cases")
    for column in (
        sa.Column("message", sa.Text(), nullable=False, server_default=""),
        sa.Column("phone", sa.String(24), nullable=False, server_default=""),
        sa.Column("tried", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("outcome_told", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("cases", column)
    for name in ("message", "phone", "tried", "outcome_told"):
        op.execute(
            f"UPDATE cases SET {name} = (SELECT q.{name} FROM case_questions q"  # noqa: S608
            " WHERE q.case_id = cases.id ORDER BY q.id DESC LIMIT 1)"
            " WHERE EXISTS (SELECT 1 FROM case_questions q WHERE q.case_id = cases.id)"
        )
    op.execute("UPDATE cases SET kind = 'help' WHERE kind = 'migration'")
    replace_check(op.get_bind(), "cases", "ck_cases_kind", f"kind IN ({KINDS})")
    drop_reference(op.get_bind(), "cases", "merged_into_id")
    op.drop_column("cases", "merged_into_id")
    op.drop_index("ix_case_notes_question", "case_notes")
    drop_check(op.get_bind(), "case_notes", "ck_case_notes_answers_something")
    drop_reference(op.get_bind(), "case_notes", "question_id")
    op.drop_column("case_notes", "question_id")
    op.drop_table("case_questions")
