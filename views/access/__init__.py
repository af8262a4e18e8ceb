"""Everything is closed unless it is listed: who may reach which address, and who is asking."""

from views.access.bearer import calling_actor, calling_key
from views.access.declarations import (
    by_key,
    machine,
    of_impersonation,
    own_hands,
    password_given,
    public,
    requires,
    signed_in,
)
from views.access.entry import (
    enter,
    enter_staff,
    enter_unless_awaited,
    forget,
    known_browser,
    leave,
    second_factor_given,
    trusted_browser,
)
from views.access.gate import check, guard, guard_host
from views.access.openings import Opening, Rule, rule_of, rules
from views.access.people import (
    SignedIn,
    awaited_account,
    awaited_agent,
    current_account,
    current_actor,
    current_agent,
    current_person,
    known_person,
    request_id,
)
from views.access.redirects import ask_code, next_or, page_of_form, safe_next
from views.access.site_session import (
    last_write,
    session_ends,
    session_is_over,
    session_latest,
    session_secret,
)
from views.access.sites import address_on, in_console, is_api, is_console, site_of_host
from views.access.sources import Costly, admit

__all__ = [
    "Costly",
    "Opening",
    "Rule",
    "SignedIn",
    "address_on",
    "admit",
    "ask_code",
    "by_key",
    "calling_actor",
    "calling_key",
    "awaited_account",
    "awaited_agent",
    "check",
    "current_account",
    "current_actor",
    "current_agent",
    "current_person",
    "enter",
    "enter_staff",
    "enter_unless_awaited",
    "forget",
    "guard",
    "guard_host",
    "in_console",
    "is_api",
    "is_console",
    "known_browser",
    "known_person",
    "last_write",
    "leave",
    "machine",
    "next_or",
    "of_impersonation",
    "own_hands",
    "password_given",
    "public",
    "request_id",
    "requires",
    "rule_of",
    "rules",
    "page_of_form",
    "safe_next",
    "second_factor_given",
    "session_ends",
    "session_is_over",
    "session_latest",
    "session_secret",
    "signed_in",
    "trusted_browser",
    "site_of_host",
]
