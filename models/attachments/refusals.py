"""Why a concession is not attached, each refusal a fact."""

from __future__ import annotations

from models.kernel.errors import DomainError


class AlreadyAttached(DomainError):
    """The concession has an open attachment (facts: `attachment`)."""


class AlreadyHeld(DomainError):
    """The right code of a concession that is held, from somebody who does not see it: a case was opened."""


class AlreadyYours(DomainError):
    """The right code of a concession that the account already sees on its dashboard."""

    field = "title"


class CodeNotAccepted(DomainError):
    """Told to staff: the code is not this record's, or serves another company already."""

    field = "access_code"


class JustificationTooShort(DomainError):
    """Fewer than twenty characters (facts: `length`, `minimum`)."""

    field = "justification"


class DocumentMissing(DomainError):
    """A mandate comes with its document."""

    field = "document"


class CalledNumberUnknown(DomainError):
    """The number called back is not one that stands on the old record."""

    field = "called_number"


class SirenMismatch(DomainError):
    """The old record does not bear the company's SIREN."""

    field = "evidence"


class AccountUnusable(DomainError):
    """The account is suspended or gone."""

    field = "account"


class ReferentRecent(DomainError):
    """The referent before may still freeze the change (facts: `hours`): nothing that ends it is done yet."""


class ConcessionClosed(DomainError):
    """The old portal had closed this record: nothing is attached to it."""


class QuestionMissing(DomainError):
    """A question says something."""

    field = "question"


class AnswerMissing(DomainError):
    """An answer says something."""

    field = "answer"


class QuestionPending(DomainError):
    """A question waits for its answer already: one at a time."""

    field = "question"


class NobodyToAsk(DomainError):
    """No agent attached it, or the one who did has left."""

    field = "question"
