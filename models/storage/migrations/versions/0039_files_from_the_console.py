"""Files brought in from the console, and what was handed over to close the old accounts."""

import sqlalchemy as sa
from alembic import op

from models.kernel.types import BigId, UtcDateTime

revision = "0039"
down_revision = "0040"
branch_labels = None
depends_on = None

KINDS = "'concessions','requests','migrations'"
STATES = "'colonnes','essai','a-confirmer','en-cours','interrompu','termine','abandonne','annule'"


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "import_runs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=True),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("separator", sa.String(length=4), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("sample", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("rehearses", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("rehearsed", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("runner_id", BigId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_import_runs_kind")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_import_runs_state")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_import_runs_agent_id")),
        sa.ForeignKeyConstraint(["runner_id"], ["agents.id"], name=op.f("fk_import_runs_runner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_index("ix_import_runs_created_at", "import_runs", ["created_at", "id"])
    op.create_index("ix_import_runs_state", "import_runs", ["state", "created_at", "id"])
    op.create_index("ix_import_runs_kind", "import_runs", ["kind", "created_at", "id"])
    op.create_table(
        "import_lines",
        sa.Column("run_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Boolean(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("cells", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_lines_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_import_lines")),
    )
    op.create_index("ix_import_lines_refused", "import_lines", ["run_id", "refused", "number"])
    op.create_index("ix_import_lines_changes", "import_lines", ["run_id", "changes", "number"])
    op.create_table(
        "import_made",
        sa.Column("attachment_id", BigId, nullable=False),
        sa.Column("run_id", BigId, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account_is_new", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_import_made_attachment_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_made_run_id")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_import_made")),
    )
    op.create_index("uq_import_made_line", "import_made", ["run_id", "line"], unique=True)
    op.create_table(
        "import_shapes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_import_shapes")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("filed", sa.Boolean(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_handovers_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_table(
        "handover_records",
        sa.Column("attachment_id", BigId, nullable=False),
        sa.Column("handover_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_handover_records_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_records_handover_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_handover_records")),
    )
    op.create_index("ix_handover_records_handover_id", "handover_records", ["handover_id", "attachment_id"])


def downgrade() -> None:
    """Back to the one before."""
    tables = ("handover_records", "handovers", "import_shapes", "import_made", "import_lines", "import_runs")
    for table in tables:
        op.drop_table(table)
