"""A file from the console: the run, what became of its lines, what it made, how its shape is read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of

if TYPE_CHECKING:
    from models.attachments import Attachment
    from models.staff import Agent

LONGEST_NAME = 160


class ImportKind(StrEnum):
    """What a file holds; the importer of each stands in `console/imports`."""

    CONCESSIONS = "concessions"
    REQUESTS = "requests"
    MIGRATIONS = "migrations"


class ImportState(StrEnum):
    """Where a run stands."""

    COLUMNS = "colonnes"
    REHEARSING = "essai"
    READY = "a-confirmer"
    RUNNING = "en-cours"
    PAUSED = "interrompu"
    DONE = "termine"
    DROPPED = "abandonne"
    UNDONE = "annule"


WORKING = (ImportState.REHEARSING, ImportState.RUNNING)
"""Where the worker has something to do."""

WAITING = (ImportState.COLUMNS, ImportState.READY, ImportState.PAUSED)
"""Where somebody has to decide: what nobody decides is dropped one day, and its file with it."""


class ImportRun(Versioned, Base):
    """One file. `reached` counts the lines that are done, `tally` what became of them."""

    __tablename__ = "import_runs"
    audit_kind = "import-run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    digest: Mapped[str] = mapped_column(String(64))
    """Of the file as it was sent: the trail knows it by this, whoever renames it."""

    file_key: Mapped[str | None] = mapped_column(String(64))
    """Where its rows lie, encrypted; none once they are deleted."""

    form: Mapped[str] = mapped_column(String(20))
    """Its encoding, or the kind of workbook."""

    separator: Mapped[str] = mapped_column(String(4))
    header: Mapped[list[str]] = mapped_column(JSON)
    sample: Mapped[list[list[str]]] = mapped_column(JSON)
    """Its first lines, as they may be shown; none once the file is deleted."""

    columns: Mapped[list[str]] = mapped_column(JSON)
    """For each cell of the header the column that it stands for, or nothing."""

    shape: Mapped[str] = mapped_column(String(64))
    rehearses: Mapped[bool] = mapped_column(Boolean)
    """Whether it is tried before it is taken in."""

    options: Mapped[dict[str, bool]] = mapped_column(JSON)
    lines: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    tally: Mapped[dict[str, int]] = mapped_column(JSON)
    notes: Mapped[dict[str, int]] = mapped_column(JSON)
    rehearsed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What a dry run would have changed so far, where later lines must know it."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    """Who sent the file."""

    runner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    """In whose name it is taken in: who confirmed it, or resumed it last."""

    agent: Mapped[Agent | None] = relationship("Agent", foreign_keys=[agent_id])
    runner: Mapped[Agent | None] = relationship("Agent", foreign_keys=[runner_id])

    __table_args__ = (
        CheckConstraint(is_one_of("kind", ImportKind), name="kind"),
        CheckConstraint(is_one_of("state", ImportState), name="state"),
        Index("ix_import_runs_created_at", "created_at", "id"),
        Index("ix_import_runs_state", "state", "created_at", "id"),
        Index("ix_import_runs_kind", "kind", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether the worker has something to do."""
        return self.state in WORKING

    @property
    def rehearses_now(self) -> bool:
        """Whether it is being tried, in the name of who sent it."""
        return self.state == ImportState.REHEARSING.value


class ImportLine(Base):
    """A line of which something is to be said: why it was refused, what it changes, what it lost."""

    __tablename__ = "import_lines"

    run_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    refused: Mapped[bool] = mapped_column(Boolean)
    changes: Mapped[bool] = mapped_column(Boolean)
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    cells: Mapped[list[str | None] | None] = mapped_column(JSON)
    """A refused line as it was read, to be mended; none where one could be a code."""

    __table_args__ = (
        Index("ix_import_lines_refused", "run_id", "refused", "number"),
        Index("ix_import_lines_changes", "run_id", "changes", "number"),
    )


class ImportMade(Base):
    """An attachment that a batch of migrations made, so that the batch can be undone."""

    __tablename__ = "import_made"

    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachments.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_runs.id"))
    line: Mapped[int]
    account_is_new: Mapped[bool] = mapped_column(Boolean)

    attachment: Mapped[Attachment] = relationship("Attachment")

    __table_args__ = (Index("uq_import_made_line", "run_id", "line", unique=True),)


class ImportShape(Base):
    """How the columns of a file were read last time, by the digest of its header."""

    __tablename__ = "import_shapes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    columns: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
