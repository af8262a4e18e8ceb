"""What stands in a case: what was asked of staff, what they did, what they answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.cases.tables import Case
from models.kernel.base import Base
from models.kernel.types import BigId, UtcDateTime, is_one_of
from models.staff import Agent
from models.values.case_kinds import CaseKind
from models.values.text import fold

QUESTIONS = tuple(kind for kind in CaseKind if kind is not CaseKind.MIGRATION)
"""The kinds that somebody asks; what staff begin by themselves asks nothing."""


class CaseQuestion(Base):
    """One thing asked of staff, by a person of the company or by a visitor. `tried` never tells a code."""

    __tablename__ = "case_questions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(250))
    subject_key: Mapped[str] = mapped_column(Text)
    """The subject, folded: a record's title, where one was tried."""

    message: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    tried: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its person was written why it was closed; what is not was written for colleagues alone."""

    case: Mapped[Case] = relationship(back_populates="questions")
    account: Mapped[ProAccount | None] = relationship()

    __table_args__ = (
        CheckConstraint(is_one_of("kind", QUESTIONS), name="kind"),
        Index("ix_case_questions_case", "case_id", "id"),
        Index("ix_case_questions_account", "account_id", "asked_at", "id"),
    )

    @property
    def is_answerable(self) -> bool:
        """Whether whoever asked can be written to."""
        return self.account is not None and self.account.erased_at is None

    @classmethod
    def key_of(cls, subject: str) -> str:
        """How subjects are compared."""
        return fold(subject)


class CaseNoteKind(StrEnum):
    """What was done: staff's own notes, and what the asker was answered."""

    CALL = "appel"
    MAIL = "courriel"
    LETTER = "lettre"
    NOTE = "note"
    ANSWER = "reponse"


LONGEST_MINUTES = 600
"""No call lasts a whole day: more is a slip."""


class CaseNote(Base):
    """One entry of a case: what was said or done, by whom; an answer is one that the asker reads."""

    __tablename__ = "case_notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    """Empty once it is forgotten."""

    minutes: Mapped[int | None] = mapped_column()
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    """None: a program."""

    at: Mapped[datetime] = mapped_column(UtcDateTime)
    question_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case_questions.id"))
    """Of an answer: what was asked."""

    agent: Mapped[Agent | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(is_one_of("kind", CaseNoteKind), name="kind"),
        CheckConstraint(f"minutes BETWEEN 0 AND {LONGEST_MINUTES}", name="minutes"),
        CheckConstraint(
            f"(question_id IS NULL) = (kind <> '{CaseNoteKind.ANSWER.value}')", name="answers_something"
        ),
        Index("ix_case_notes_case", "case_id", "id"),
        Index("ix_case_notes_question", "question_id", "id"),
    )
