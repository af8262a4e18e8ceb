"""The states of a mail, and why one was given up."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

LINK_OVER = "link-over"
"""The `last_error` of a mail that did not leave because its link was over by then."""


CAPPED_ERROR = "capped"
"""The `last_error` of a mail that did not leave because strangers had caused enough of them."""


READER_GONE = "reader-gone"
"""The `last_error` of a mail that did not leave because its reader's account was erased by then."""


class MailState(StrEnum):
    """Where a mail stands."""

    OWED = "owed"
    SENT = "sent"
    RETRYING = "retrying"
    REFUSED = "refused"
    BOUNCED = "bounced"
    HELD = "held"
    GATHERED = "gathered"


TROUBLED = (MailState.REFUSED, MailState.BOUNCED)
"""Where a mail stands that did not reach its reader."""
