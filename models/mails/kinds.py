"""The kinds of mails, and which of them are gathered or go on by themselves."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail tells; views hold one text for each."""

    ACTIVATION = "activation"
    ACTIVATION_REMINDER = "activation-reminder"
    RESET = "reset"
    IDENTIFIERS = "identifiers"
    INVITATION = "invitation"
    AGENT_MATCHED = "agent-matched"
    EMAIL_CHANGE = "email-change"
    EMAIL_CHANGE_ASKED = "email-change-asked"
    EMAIL_CHANGED = "email-changed"
    EMAIL_PROOF = "email-proof"
    RECORD_LINK = "record-link"
    HOLDER_ASKED = "holder-asked"
    CLAIM_ANSWERED = "claim-answered"
    REFERENT_LEFT = "referent-left"
    REFERENT_NAMED = "referent-named"
    REFERENT_REMOVED = "referent-removed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of a mail
    SECOND_FACTOR_RESET = "second-factor-reset"
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"
    SECOND_FACTOR_FAILURES = "second-factor-failures"
    RECOVERY_CODE_USED = "recovery-code-used"
    SIGN_IN_FAILURES = "sign-in-failures"
    ACCOUNT_SUSPENDED = "account-suspended"
    ACCOUNT_RESTORED = "account-restored"
    ACCOUNT_IDLE = "account-idle"
    ACCOUNT_ERASED = "account-erased"
    MERGE_ASKED = "merge-asked"
    ACCOUNT_MERGED = "account-merged"
    CONTACT_CHANGED = "contact-changed"
    NEW_ACCOUNT = "new-account"
    COMPANY_JOINED = "company-joined"
    COMPANY_LEFT = "company-left"
    ATTACHED = "attached"
    ATTACHMENT_WAITING = "attachment-waiting"
    ATTACHMENT_REFUSED = "attachment-refused"
    ATTACHMENT_LAPSED = "attachment-lapsed"
    ATTACHMENT_CONTESTED = "attachment-contested"
    ATTACHMENT_CONFIRMED = "attachment-confirmed"
    DETACHED = "detached"
    DETACHMENT_UNDONE = "detachment-undone"
    MANDATE_GIVEN = "mandate-given"
    MANDATE_ENDED = "mandate-ended"
    MANDATE_ENDING = "mandate-ending"
    REVIEW_REMINDER = "review-reminder"
    REVIEW_DECISION = "review-decision"
    REVIEW_QUESTION = "review-question"
    REVIEW_QUESTION_VOID = "review-question-void"
    REVIEW_ANSWER = "review-answer"
    MANY_FAILURES = "many-failures"
    TRAIL_HEAD = "trail-head"
    WEBHOOK_DISABLED = "webhook-disabled"
    CASE_RECEIVED = "case-received"
    CASE_ANSWERED = "case-answered"
    CASE_CLOSED = "case-closed"
    REQUEST_FILED = "request-filed"
    REQUEST_MOVED = "request-moved"
    ORDER_CORRECTED = "order-corrected"
    DATES_ASKED = "dates-asked"
    DATES_DECIDED = "dates-decided"
    ORDER_ISSUED = "order-issued"
    OUTREACH = "outreach"
    OUTREACH_REMINDER = "outreach-reminder"
    GATHERED = "gathered"


NOTICES = frozenset(
    {
        MailKind.NEW_ACCOUNT,
        MailKind.COMPANY_JOINED,
        MailKind.COMPANY_LEFT,
        MailKind.ATTACHED,
        MailKind.ATTACHMENT_WAITING,
        MailKind.ATTACHMENT_CONFIRMED,
        MailKind.DETACHED,
        MailKind.DETACHMENT_UNDONE,
        MailKind.ATTACHMENT_LAPSED,
        MailKind.MANDATE_GIVEN,
        MailKind.MANDATE_ENDED,
        MailKind.MANDATE_ENDING,
    }
)
"""The kinds that may be gathered; activation, reset and security mails are never held back."""


SERIES = (MailKind.OUTREACH, MailKind.OUTREACH_REMINDER)
"""Mails that go on by themselves until somebody has had enough: nobody sends one again by hand."""
