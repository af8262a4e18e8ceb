"""Every action that the trail may tell, typed once, with the facts that it must carry."""

from __future__ import annotations


class MissingFact(ValueError):
    """An operation tried to leave an event without a fact that its action demands, or an unknown action."""


_NOTHING: frozenset[str] = frozenset()
_REASON = frozenset({"reason"})
_AFTER = frozenset({"after"})
_CHANGE = frozenset({"before", "after"})
_COMPANY = frozenset({"company"})

ACTIONS: dict[str, frozenset[str]] = {
    # companies
    "company-registered": _COMPANY | _AFTER,
    "company-corrected": _COMPANY | _CHANGE,
    "company-verified": _COMPANY | _CHANGE,
    # pro accounts
    "account-created": _COMPANY | _AFTER,
    "account-activated": _COMPANY | _AFTER,
    "account-corrected": _COMPANY | _CHANGE,
    "account-suspended": _COMPANY | _REASON,
    "account-restored": _COMPANY | _REASON,
    "account-erased": _COMPANY | _REASON,
    "account-lapsed": _COMPANY,
    "account-idle-told": _COMPANY | _AFTER,
    "activation-resent": _COMPANY,
    "password-changed": _NOTHING,
    "password-reset": _NOTHING,
    "password-reset-asked": _NOTHING,
    "email-change-asked": _COMPANY,
    "email-change-cancelled": _COMPANY,
    "email-changed": _COMPANY | _CHANGE,
    "data-exported": _COMPANY,
    # the portal seen by staff in a person's place
    "seen-as": _COMPANY | _REASON | _AFTER,
    "seen-as-ended": _COMPANY,
    # signing in
    "signed-in": _NOTHING,
    "sign-in-failed": _AFTER,
    "signed-out": _NOTHING,
    "signed-out-everywhere": _NOTHING,
    "second-factor-failed": _NOTHING,
    "recovery-codes-renewed": _NOTHING,
    "refused": _REASON,
    # staff
    "agent-invited": _AFTER,
    "agent-accepted": _NOTHING,
    "agent-disabled": _NOTHING,
    "agent-reset": _NOTHING,
    "agent-role-changed": _CHANGE,
    "second-factor-reset": _REASON,
    "second-factor-enrolled": _NOTHING,
    # concessions
    "concession-consulted": _NOTHING,
    "concessions-imported": _AFTER,
    "concession-imported": _AFTER,
    "concession-updated": _CHANGE,
    "concession-reopened": _REASON,
    "concession-paused": _REASON,
    "concession-closed-by-failures": _REASON,
    "code-refused": _AFTER,
    # attachments
    "attached": _COMPANY | _AFTER,
    "took-effect": _COMPANY,
    "detached": _COMPANY | _REASON,
    "detachment-undone": _COMPANY,
    "referent-added": _COMPANY | _AFTER,
    "referent-removed": _COMPANY | _AFTER,
    "attachment-approved": _COMPANY,
    "attachment-reviewed": _COMPANY,
    "attachment-contested": _COMPANY | _REASON,
    "attachment-confirmed": _COMPANY | _REASON,
    "attachment-refused": _COMPANY | _REASON,
    "attachment-lapsed": _COMPANY,
    "question-asked": _COMPANY | _REASON,
    "question-answered": _COMPANY | _REASON,
    "evidence-erased": _COMPANY,
    "document-viewed": _NOTHING,
    # cases, requests
    "case-opened": _AFTER,
    "case-closed": _REASON,
    "case-noted": _AFTER,
    "request-drafted": _COMPANY | _AFTER,
    "request-changed": _COMPANY | _CHANGE,
    "request-moved": _CHANGE,  # an imported one has no company
    "request-lapsed": _COMPANY,
    "requests-imported": _AFTER,
    # mails, exports, the trail itself
    "mail-resent": _NOTHING,
    "mail-bounced": _NOTHING,
    "exported": _AFTER,
    "filter-saved": _AFTER,
    "filter-changed": _CHANGE,
    "filter-removed": _NOTHING,
    "statement-made": _AFTER,
    "directory-loaded": _AFTER,
    "trail-erased": _REASON | _AFTER,
    "trail-check-asked": _NOTHING,
    "trail-verified": _AFTER,
    "demonstration-made": _AFTER,
}


def demand(action: str, facts: dict[str, object]) -> None:
    """Raises `MissingFact` unless the action is known and every fact that it demands is there."""
    if action not in ACTIONS:
        raise MissingFact(f"unknown action {action!r}")
    missing = sorted(name for name in ACTIONS[action] if facts.get(name) in (None, ""))
    if missing:
        raise MissingFact(f"{action} demands {', '.join(missing)}")
