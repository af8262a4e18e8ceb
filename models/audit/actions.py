"""Every action that the trail may tell, typed once, with the facts that it must carry."""

from __future__ import annotations

from enum import StrEnum


class AuditAction(StrEnum):
    """What the trail may tell, by what is done to what."""

    # companies
    COMPANY_REGISTERED = "company-registered"
    COMPANY_CORRECTED = "company-corrected"
    COMPANY_VERIFIED = "company-verified"
    COMPANY_COMPARED = "company-compared"
    COMPANY_WATCHED = "company-watched"
    COMPANY_SUCCEEDED = "company-succeeded"
    SUCCESSION_UNDONE = "succession-undone"
    # pro accounts
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_ACTIVATED = "account-activated"
    ACCOUNT_CORRECTED = "account-corrected"
    ACCOUNT_SUSPENDED = "account-suspended"
    ACCOUNT_RESTORED = "account-restored"
    ACCOUNT_ERASED = "account-erased"
    ACCOUNT_LAPSED = "account-lapsed"
    ACCOUNT_IDLE_TOLD = "account-idle-told"
    ACTIVATION_RESENT = "activation-resent"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of an action
    PASSWORD_RESET = "password-reset"  # noqa: S105 - the name of an action
    PASSWORD_RESET_ASKED = "password-reset-asked"  # noqa: S105 - the name of an action
    EMAIL_CHANGE_ASKED = "email-change-asked"
    EMAIL_CHANGE_CANCELLED = "email-change-cancelled"
    EMAIL_CHANGED = "email-changed"
    EMAIL_PROVED = "email-proved"
    DATA_EXPORTED = "data-exported"
    MERGE_ASKED = "merge-asked"
    MERGE_ACCEPTED = "merge-accepted"
    MERGE_APPROVED = "merge-approved"
    MERGE_DROPPED = "merge-dropped"
    ACCOUNT_MERGED = "account-merged"
    # the portal seen by staff in a person's place
    SEEN_AS = "seen-as"
    SEEN_AS_ENDED = "seen-as-ended"
    # signing in
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    PASSWORD_GIVEN = "password-given"  # noqa: S105 - the name of an action
    SESSIONS_ENDED = "sessions-ended"
    SECOND_FACTOR_FAILED = "second-factor-failed"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_RENEWED = "recovery-codes-renewed"
    REFUSED = "refused"
    # staff
    AGENT_INVITED = "agent-invited"
    AGENT_ACCEPTED = "agent-accepted"
    AGENT_MATCHED = "agent-matched"
    AGENT_DISABLED = "agent-disabled"
    AGENT_RESET = "agent-reset"
    AGENT_ROLE_CHANGED = "agent-role-changed"
    SECOND_FACTOR_RESET = "second-factor-reset"
    SECOND_FACTOR_ENROLLED = "second-factor-enrolled"
    # programs of other houses
    API_KEY_CREATED = "api-key-created"
    API_KEY_REVOKED = "api-key-revoked"
    API_READ = "api-read"
    WEBHOOK_CREATED = "webhook-created"
    WEBHOOK_CHANGED = "webhook-changed"
    WEBHOOK_PAUSED = "webhook-paused"
    WEBHOOK_RESUMED = "webhook-resumed"
    WEBHOOK_REVOKED = "webhook-revoked"
    WEBHOOK_SECRET_RENEWED = "webhook-secret-renewed"  # noqa: S105 - the name of an action
    WEBHOOK_TESTED = "webhook-tested"
    WEBHOOK_REPLAYED = "webhook-replayed"
    WEBHOOK_DISABLED = "webhook-disabled"
    # concessions
    CONCESSION_CONSULTED = "concession-consulted"
    CONCESSIONS_IMPORTED = "concessions-imported"
    CONCESSION_IMPORTED = "concession-imported"
    CONCESSION_UPDATED = "concession-updated"
    CONCESSION_REOPENED = "concession-reopened"
    CONCESSION_PAUSED = "concession-paused"
    CONCESSION_CLOSED_BY_FAILURES = "concession-closed-by-failures"
    CODE_REFUSED = "code-refused"
    PROOF_ASKED = "proof-asked"
    MATCH_ACCEPTED = "match-accepted"
    MATCH_REFUSED = "match-refused"
    MATCH_POSTPONED = "match-postponed"
    # attachments
    ATTACHED = "attached"
    TOOK_EFFECT = "took-effect"
    DETACHED = "detached"
    DETACHMENT_UNDONE = "detachment-undone"
    REFERENT_ADDED = "referent-added"
    REFERENT_REMOVED = "referent-removed"
    REFERENT_CHANGED = "referent-changed"
    ATTACHMENT_APPROVED = "attachment-approved"
    ATTACHMENT_REVIEWED = "attachment-reviewed"
    ATTACHMENT_CONTESTED = "attachment-contested"
    ATTACHMENT_CONFIRMED = "attachment-confirmed"
    ATTACHMENT_REFUSED = "attachment-refused"
    ATTACHMENT_LAPSED = "attachment-lapsed"
    QUESTION_ASKED = "question-asked"
    QUESTION_ANSWERED = "question-answered"
    QUESTION_VOIDED = "question-voided"
    HOLDER_ASKED = "holder-asked"
    HOLDER_ANSWERED = "holder-answered"
    HOLDER_SILENT = "holder-silent"
    MANDATE_GIVEN = "mandate-given"
    MANDATE_NARROWED = "mandate-narrowed"
    MANDATE_ENDED = "mandate-ended"
    MANDATE_SIGNED = "mandate-signed"
    MANDATE_PERSON_ADDED = "mandate-person-added"
    MANDATE_FORGOTTEN = "mandate-forgotten"
    EVIDENCE_ERASED = "evidence-erased"
    DOCUMENT_VIEWED = "document-viewed"
    # cases, requests
    CASE_OPENED = "case-opened"
    CASE_STARTED = "case-started"
    CASE_ASKED = "case-asked"
    CASE_CLOSED = "case-closed"
    CASE_NOTED = "case-noted"
    CASE_PLANNED = "case-planned"
    CASE_TAKEN_BACK = "case-taken-back"
    CASE_TICKED = "case-ticked"
    CASE_ANSWERED = "case-answered"
    CASES_MERGED = "cases-merged"
    CASES_PARTED = "cases-parted"
    CALLER_CHECKED = "caller-checked"
    REQUEST_DRAFTED = "request-drafted"
    REQUEST_CHANGED = "request-changed"
    REQUEST_MOVED = "request-moved"
    REQUEST_LAPSED = "request-lapsed"
    ORDER_CORRECTED = "order-corrected"
    DATES_ASKED = "dates-asked"
    DATES_DROPPED = "dates-dropped"
    DATES_DECIDED = "dates-decided"
    PARTNER_ADDED = "partner-added"
    PARTNER_CHANGED = "partner-changed"
    PARTNER_REMOVED = "partner-removed"
    REQUESTS_IMPORTED = "requests-imported"
    # mails, exports, the trail itself
    MAIL_RESENT = "mail-resent"
    MAIL_READ = "mail-read"
    MAIL_BOUNCED = "mail-bounced"
    EXPORTED = "exported"
    TEXT_CHANGED = "text-changed"
    TEXT_RESTORED = "text-restored"
    FIELDS_FILLED = "fields-filled"
    SHAPE_PROPOSED = "shape-proposed"
    SHAPE_CHANGED = "shape-changed"
    SHAPE_REFUSED = "shape-refused"
    OUTREACH_CREATED = "outreach-created"
    OUTREACH_CONFIRMED = "outreach-confirmed"
    OUTREACH_PAUSED = "outreach-paused"
    OUTREACH_RESUMED = "outreach-resumed"
    OUTREACH_STOPPED = "outreach-stopped"
    RECORD_CONTACT_CORRECTED = "record-contact-corrected"
    IMPORT_SENT = "import-sent"
    IMPORT_COLUMNS = "import-columns"
    IMPORT_CONFIRMED = "import-confirmed"
    IMPORT_PAUSED = "import-paused"
    IMPORT_RESUMED = "import-resumed"
    IMPORT_ENDED = "import-ended"
    IMPORT_DROPPED = "import-dropped"
    IMPORT_UNDONE = "import-undone"
    FILTER_SAVED = "filter-saved"
    FILTER_CHANGED = "filter-changed"
    FILTER_REMOVED = "filter-removed"
    STATEMENT_MADE = "statement-made"
    LETTER_PRINTED = "letter-printed"
    DIRECTORY_LOADED = "directory-loaded"
    TRAIL_ERASED = "trail-erased"
    TRAIL_CHECK_ASKED = "trail-check-asked"
    TRAIL_VERIFIED = "trail-verified"
    DEMONSTRATION_MADE = "demonstration-made"


class MissingFact(ValueError):
    """An operation tried to leave an event without a fact that its action demands, or an unknown action."""


_NOTHING: frozenset[str] = frozenset()
_REASON = frozenset({"reason"})
_AFTER = frozenset({"after"})
_CHANGE = frozenset({"before", "after"})
_COMPANY = frozenset({"company"})

ACTIONS: dict[AuditAction, frozenset[str]] = {
    # companies
    AuditAction.COMPANY_REGISTERED: _COMPANY | _AFTER,
    AuditAction.COMPANY_CORRECTED: _COMPANY | _CHANGE,
    AuditAction.COMPANY_VERIFIED: _COMPANY | _CHANGE,
    AuditAction.COMPANY_COMPARED: _COMPANY | _CHANGE,
    AuditAction.COMPANY_WATCHED: _COMPANY | _CHANGE,
    AuditAction.COMPANY_SUCCEEDED: _COMPANY | _CHANGE,
    AuditAction.SUCCESSION_UNDONE: _COMPANY | _CHANGE,
    # pro accounts
    AuditAction.ACCOUNT_CREATED: _COMPANY | _AFTER,
    AuditAction.ACCOUNT_ACTIVATED: _COMPANY | _AFTER,
    AuditAction.ACCOUNT_CORRECTED: _COMPANY | _CHANGE,
    AuditAction.ACCOUNT_SUSPENDED: _COMPANY | _REASON,
    AuditAction.ACCOUNT_RESTORED: _COMPANY | _REASON,
    AuditAction.ACCOUNT_ERASED: _COMPANY | _REASON,
    AuditAction.ACCOUNT_LAPSED: _COMPANY,
    AuditAction.ACCOUNT_IDLE_TOLD: _COMPANY | _AFTER,
    AuditAction.ACTIVATION_RESENT: _COMPANY,
    AuditAction.PASSWORD_CHANGED: _NOTHING,
    AuditAction.PASSWORD_RESET: _NOTHING,
    AuditAction.PASSWORD_RESET_ASKED: _NOTHING,
    AuditAction.EMAIL_CHANGE_ASKED: _COMPANY,
    AuditAction.EMAIL_CHANGE_CANCELLED: _COMPANY,
    AuditAction.EMAIL_CHANGED: _COMPANY | _CHANGE,
    AuditAction.EMAIL_PROVED: _COMPANY,
    AuditAction.DATA_EXPORTED: _COMPANY,
    AuditAction.MERGE_ASKED: _COMPANY | _AFTER,
    AuditAction.MERGE_ACCEPTED: _COMPANY | _AFTER,
    AuditAction.MERGE_APPROVED: _COMPANY | _AFTER | _REASON,
    AuditAction.MERGE_DROPPED: _COMPANY | _AFTER,
    AuditAction.ACCOUNT_MERGED: _COMPANY | _CHANGE,
    # the portal seen by staff in a person's place
    AuditAction.SEEN_AS: _COMPANY | _REASON | _AFTER,
    AuditAction.SEEN_AS_ENDED: _COMPANY,
    # signing in
    AuditAction.SIGNED_IN: _NOTHING,
    AuditAction.SIGN_IN_FAILED: _AFTER,
    AuditAction.SIGNED_OUT: _NOTHING,
    AuditAction.SIGNED_OUT_EVERYWHERE: _NOTHING,
    AuditAction.PASSWORD_GIVEN: _NOTHING,
    AuditAction.SESSIONS_ENDED: _AFTER,
    AuditAction.SECOND_FACTOR_FAILED: _NOTHING,
    AuditAction.SECOND_FACTOR_REMOVED: _NOTHING,
    AuditAction.RECOVERY_CODE_USED: _NOTHING,
    AuditAction.RECOVERY_CODES_RENEWED: _NOTHING,
    AuditAction.REFUSED: _REASON,
    # staff
    AuditAction.AGENT_INVITED: _AFTER,
    AuditAction.AGENT_ACCEPTED: _NOTHING,
    AuditAction.AGENT_MATCHED: _AFTER,
    AuditAction.AGENT_DISABLED: _NOTHING,
    AuditAction.AGENT_RESET: _NOTHING,
    AuditAction.AGENT_ROLE_CHANGED: _CHANGE,
    AuditAction.SECOND_FACTOR_RESET: _REASON,
    AuditAction.SECOND_FACTOR_ENROLLED: _NOTHING,
    # programs of other houses
    AuditAction.API_KEY_CREATED: _AFTER,
    AuditAction.API_KEY_REVOKED: _NOTHING,
    AuditAction.API_READ: _AFTER,
    AuditAction.WEBHOOK_CREATED: _AFTER,
    AuditAction.WEBHOOK_CHANGED: _CHANGE,
    AuditAction.WEBHOOK_PAUSED: _NOTHING,
    AuditAction.WEBHOOK_RESUMED: _NOTHING,
    AuditAction.WEBHOOK_REVOKED: _NOTHING,
    AuditAction.WEBHOOK_SECRET_RENEWED: _NOTHING,
    AuditAction.WEBHOOK_TESTED: _NOTHING,
    AuditAction.WEBHOOK_REPLAYED: _AFTER,
    AuditAction.WEBHOOK_DISABLED: _REASON,
    # concessions
    AuditAction.CONCESSION_CONSULTED: _NOTHING,
    AuditAction.CONCESSIONS_IMPORTED: _AFTER,
    AuditAction.CONCESSION_IMPORTED: _AFTER,
    AuditAction.CONCESSION_UPDATED: _CHANGE,
    AuditAction.CONCESSION_REOPENED: _REASON,
    AuditAction.CONCESSION_PAUSED: _REASON,
    AuditAction.CONCESSION_CLOSED_BY_FAILURES: _REASON,
    AuditAction.CODE_REFUSED: _AFTER,
    AuditAction.PROOF_ASKED: _AFTER,
    AuditAction.MATCH_ACCEPTED: _COMPANY | _AFTER,
    AuditAction.MATCH_REFUSED: _COMPANY | _AFTER,
    AuditAction.MATCH_POSTPONED: _COMPANY | _AFTER,
    # attachments
    AuditAction.ATTACHED: _COMPANY | _AFTER,
    AuditAction.TOOK_EFFECT: _COMPANY,
    AuditAction.DETACHED: _COMPANY | _REASON,
    AuditAction.DETACHMENT_UNDONE: _COMPANY,
    AuditAction.REFERENT_ADDED: _COMPANY | _AFTER,
    AuditAction.REFERENT_REMOVED: _COMPANY | _AFTER,
    AuditAction.REFERENT_CHANGED: _COMPANY | _CHANGE,
    AuditAction.ATTACHMENT_APPROVED: _COMPANY,
    AuditAction.ATTACHMENT_REVIEWED: _COMPANY,
    AuditAction.ATTACHMENT_CONTESTED: _COMPANY | _REASON,
    AuditAction.ATTACHMENT_CONFIRMED: _COMPANY | _REASON,
    AuditAction.ATTACHMENT_REFUSED: _COMPANY | _REASON,
    AuditAction.ATTACHMENT_LAPSED: _COMPANY,
    AuditAction.QUESTION_ASKED: _COMPANY | _REASON,
    AuditAction.QUESTION_ANSWERED: _COMPANY | _REASON,
    AuditAction.QUESTION_VOIDED: _COMPANY,
    AuditAction.HOLDER_ASKED: _COMPANY | _AFTER,
    AuditAction.HOLDER_ANSWERED: _COMPANY | _AFTER,
    AuditAction.HOLDER_SILENT: _COMPANY,
    AuditAction.MANDATE_GIVEN: _COMPANY | _AFTER,
    AuditAction.MANDATE_NARROWED: _COMPANY | _AFTER,
    AuditAction.MANDATE_ENDED: _COMPANY | _AFTER,
    AuditAction.MANDATE_SIGNED: _COMPANY | _AFTER,
    AuditAction.MANDATE_PERSON_ADDED: _COMPANY | _AFTER,
    AuditAction.MANDATE_FORGOTTEN: _COMPANY,
    AuditAction.EVIDENCE_ERASED: _COMPANY,
    AuditAction.DOCUMENT_VIEWED: _NOTHING,
    # cases, requests
    AuditAction.CASE_OPENED: _AFTER,
    AuditAction.CASE_STARTED: _COMPANY | _AFTER,
    AuditAction.CASE_ASKED: _AFTER,
    AuditAction.CASE_CLOSED: _REASON,
    AuditAction.CASE_NOTED: _AFTER,
    AuditAction.CASE_PLANNED: _CHANGE,
    AuditAction.CASE_TAKEN_BACK: _CHANGE,
    AuditAction.CASE_TICKED: _CHANGE,
    AuditAction.CASE_ANSWERED: _AFTER,
    AuditAction.CASES_MERGED: _COMPANY | _AFTER,
    AuditAction.CASES_PARTED: _COMPANY | _AFTER,
    AuditAction.CALLER_CHECKED: _COMPANY | _AFTER,
    AuditAction.REQUEST_DRAFTED: _COMPANY | _AFTER,
    AuditAction.REQUEST_CHANGED: _COMPANY | _CHANGE,
    AuditAction.REQUEST_MOVED: _CHANGE,  # an imported one has no company
    AuditAction.REQUEST_LAPSED: _COMPANY,
    AuditAction.ORDER_CORRECTED: _CHANGE | _REASON,
    AuditAction.DATES_ASKED: _AFTER | _REASON,
    AuditAction.DATES_DROPPED: _NOTHING,
    AuditAction.DATES_DECIDED: _AFTER,
    AuditAction.PARTNER_ADDED: _AFTER,
    AuditAction.PARTNER_CHANGED: _CHANGE,
    AuditAction.PARTNER_REMOVED: _NOTHING,
    AuditAction.REQUESTS_IMPORTED: _AFTER,
    # mails, exports, the trail itself
    AuditAction.MAIL_RESENT: _NOTHING,
    AuditAction.MAIL_READ: _NOTHING,
    AuditAction.MAIL_BOUNCED: _NOTHING,
    AuditAction.EXPORTED: _AFTER,
    AuditAction.TEXT_CHANGED: _CHANGE,
    AuditAction.TEXT_RESTORED: _CHANGE,
    AuditAction.FIELDS_FILLED: _CHANGE,
    AuditAction.SHAPE_PROPOSED: _AFTER,
    AuditAction.SHAPE_CHANGED: _CHANGE,
    AuditAction.SHAPE_REFUSED: _REASON,
    AuditAction.OUTREACH_CREATED: _AFTER,
    AuditAction.OUTREACH_CONFIRMED: _AFTER,
    AuditAction.OUTREACH_PAUSED: _AFTER,
    AuditAction.OUTREACH_RESUMED: _AFTER,
    AuditAction.OUTREACH_STOPPED: _AFTER,
    AuditAction.RECORD_CONTACT_CORRECTED: _CHANGE | _REASON,
    AuditAction.IMPORT_SENT: _AFTER,
    AuditAction.IMPORT_COLUMNS: _CHANGE,
    AuditAction.IMPORT_CONFIRMED: _AFTER,
    AuditAction.IMPORT_PAUSED: _AFTER,
    AuditAction.IMPORT_RESUMED: _AFTER,
    AuditAction.IMPORT_ENDED: _AFTER,
    AuditAction.IMPORT_DROPPED: _AFTER,
    AuditAction.IMPORT_UNDONE: _AFTER | _REASON,
    AuditAction.FILTER_SAVED: _AFTER,
    AuditAction.FILTER_CHANGED: _CHANGE,
    AuditAction.FILTER_REMOVED: _NOTHING,
    AuditAction.STATEMENT_MADE: _AFTER,
    AuditAction.LETTER_PRINTED: _AFTER,
    AuditAction.DIRECTORY_LOADED: _AFTER,
    AuditAction.TRAIL_ERASED: _REASON | _AFTER,
    AuditAction.TRAIL_CHECK_ASKED: _NOTHING,
    AuditAction.TRAIL_VERIFIED: _AFTER,
    AuditAction.DEMONSTRATION_MADE: _AFTER,
}


def demand(action: AuditAction, facts: dict[str, object]) -> None:
    """Raises `MissingFact` unless the action is known and every fact that it demands is there."""
    if action not in ACTIONS:
        raise MissingFact(f"unknown action {action!r}")
    missing = sorted(name for name in ACTIONS[action] if facts.get(name) in (None, ""))
    if missing:
        raise MissingFact(f"{action} demands {', '.join(missing)}")
