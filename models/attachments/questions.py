"""What a supervisor asks the agent who attached, and the answer: kept with the link, told in the trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, Text, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models import audit, mails
from models.attachments.refusals import AnswerMissing, NobodyToAsk, QuestionMissing, QuestionPending
from models.attachments.review import NotReviewable, begin_review, check_reviewer
from models.attachments.tables import Attachment
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row, locked
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.mails import MailKind
from models.permissions import Permission, allows
from models.staff import Agent

MOST_LEFT = 5
"""Of the questions that nobody in particular is to answer, shown to each agent."""


class AttachmentQuestion(Base):
    """One question about an attachment, with its answer once there is one. One at a time is unanswered."""

    __tablename__ = "attachment_questions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachments.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    asked_of_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)

    attachment: Mapped[Attachment] = relationship()

    @property
    def is_void(self) -> bool:
        """Whether it was decided before anybody answered."""
        return self.answered_at is not None and not self.answer

    asked_by: Mapped[Agent] = relationship(foreign_keys=[asked_by_id])
    asked_of: Mapped[Agent] = relationship(foreign_keys=[asked_of_id])

    __table_args__ = (
        CheckConstraint("question <> ''", name="question"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered"),
        CheckConstraint("asked_by_id <> asked_of_id", name="of_another"),
        Index(
            "uq_attachment_questions_open",
            "attachment_id",
            unique=True,
            sqlite_where=answered_at.is_(None),
            postgresql_where=answered_at.is_(None),
        ),
        Index("ix_attachment_questions_asked_of", "asked_of_id", "answered_at"),
    )


class NothingAsked(DomainError):
    """No question waits for its answer here."""


def check_ask(attachment: Attachment, actor: Actor) -> None:
    """Raises why there is nobody of whom this supervisor asks anything."""
    check_reviewer(attachment, actor)
    if not attachment.is_open:
        raise NotReviewable(attachment=attachment)
    if attachment.made_by is None or not attachment.made_by.is_active or actor.id is None:
        raise NobodyToAsk


def ask(attachment: Attachment, *, question: str, actor: Actor) -> AttachmentQuestion:
    """A supervisor asks the agent who attached; a mail takes them to the attachment's page.

    Raises `QuestionMissing`, `NobodyToAsk` (the company attached, or the agent is gone), `QuestionPending`,
    `NotReviewable`, `OwnWork`, `NotAllowed`.
    """
    question = question.strip()
    if not question:
        raise QuestionMissing
    with transaction() as session:
        begin_review(attachment, actor)
        check_ask(attachment, actor)
        maker = attachment.made_by
        assert maker is not None and actor.id is not None
        row = AttachmentQuestion(
            attachment=attachment, asked_by_id=actor.id, asked_of=maker, asked_at=now(), question=question
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            raise QuestionPending from None
        audit.record(AuditAction.QUESTION_ASKED, attachment, actor=actor, reason=question)
        mails.notify(MailKind.REVIEW_QUESTION, maker.email, params=_facts(attachment, question), agent=maker)
        return row


def find_pending(attachment: Attachment) -> AttachmentQuestion | None:
    """The one question that waits for its answer."""
    return db.session.scalar(_pending(attachment))


def _pending(attachment: Attachment) -> Select[AttachmentQuestion]:
    of_it = AttachmentQuestion.attachment_id == attachment.id
    return select(AttachmentQuestion).where(of_it, AttachmentQuestion.answered_at.is_(None))


def check_answer(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor answers no question here."""
    pending = find_pending(attachment)
    if pending is None:
        raise NothingAsked
    agent = db.session.get(Agent, actor.id) if actor.is_staff else None
    if agent is None or not may_answer(pending, agent):
        raise NotAllowed


def answer(question: AttachmentQuestion, *, text: str, actor: Actor) -> None:
    """Who was asked answers, once, or a colleague takes the question over (see `may_answer`).

    The supervisor is told by mail, unless gone meanwhile. Raises `AnswerMissing`, `NotAllowed` (anybody
    else), `NotReviewable` (answered already).
    """
    text = text.strip()
    if not text:
        raise AnswerMissing
    with transaction() as session:
        lock_row(question)
        agent = session.get(Agent, actor.id) if actor.is_staff else None
        if agent is None or not may_answer(question, agent):
            raise NotAllowed
        if question.answered_at is not None:
            raise NotReviewable(attachment=question.attachment)
        question.answered_at, question.answer, question.asked_of = now(), text, agent
        audit.record(AuditAction.QUESTION_ANSWERED, question.attachment, actor=actor, reason=text)
        asker, facts = question.asked_by, _facts(question.attachment, question.question)
        if asker.is_active:
            mails.notify(MailKind.REVIEW_ANSWER, asker.email, params={**facts, "answer": text}, agent=asker)


def void_pending(attachment: Attachment, actor: Actor) -> None:
    """What was decided needs no answer any more: the question is void, and who was asked is told."""
    question = db.session.scalar(locked(_pending(attachment), AttachmentQuestion))
    if question is None:  # also answered while this waited for it
        return
    question.answered_at, question.answer = now(), ""
    audit.record(AuditAction.QUESTION_VOIDED, attachment, actor=actor)
    maker = question.asked_of
    if maker.is_active:
        facts = _facts(attachment, question.question)
        mails.notify(MailKind.REVIEW_QUESTION_VOID, maker.email, params=facts, agent=maker)


def may_answer(question: AttachmentQuestion, agent: Agent) -> bool:
    """Whether it is this person's to answer: who was asked; once that one has left, any other agent.

    Whom it was put to first stays told: a question is put to who made the attachment.
    """
    if question.asked_of.disabled_at is None:
        return question.asked_of_id == agent.id and agent.is_active
    return question.asked_by_id != agent.id and agent.is_active and allows(agent.role, Permission.ATTACH)


def _facts(attachment: Attachment, question: str) -> dict[str, object]:
    return {
        "title": attachment.concession.title,
        "company": attachment.company.name,
        "attachment": attachment.id,
        "question": question,
    }


def list_questions(attachment: Attachment) -> list[AttachmentQuestion]:
    """What was asked of an attachment, oldest first."""
    query = select(AttachmentQuestion).where(AttachmentQuestion.attachment_id == attachment.id)
    people = joinedload(AttachmentQuestion.asked_by), joinedload(AttachmentQuestion.asked_of)
    return list(db.session.scalars(query.options(*people).order_by(AttachmentQuestion.id)))


def list_unanswered(agent: Agent) -> list[AttachmentQuestion]:
    """What waits for an agent's answer, oldest first: one's own, then what those who left did not answer."""
    number, asked_of = AttachmentQuestion.id, AttachmentQuestion.asked_of_id
    unanswered = select(number.label("id")).where(AttachmentQuestion.answered_at.is_(None))
    parts = [unanswered.where(asked_of == agent.id)]
    if allows(agent.role, Permission.ATTACH):
        left = unanswered.where(
            asked_of.in_(select(Agent.id).where(Agent.disabled_at.is_not(None))),
            AttachmentQuestion.asked_by_id != agent.id,
        )
        parts.append(select(left.order_by(number).limit(MOST_LEFT).subquery()))
    shown = union_all(*parts).subquery()
    load = (
        joinedload(AttachmentQuestion.attachment),
        joinedload(AttachmentQuestion.asked_by),
        joinedload(AttachmentQuestion.asked_of),
    )
    found = select(AttachmentQuestion).join(shown, shown.c.id == number).options(*load)
    return list(db.session.scalars(found.order_by(asked_of != agent.id, number)))
