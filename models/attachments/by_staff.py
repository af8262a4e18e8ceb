"""Staff bind a concession on behalf of a company, with any evidence."""

from __future__ import annotations

from collections.abc import Callable

from models.accounts import ProAccount
from models.attachments.binding import bind
from models.attachments.by_company import record_failure
from models.attachments.proposals import serves_another
from models.attachments.refusals import (
    AccountUnusable,
    AlreadyAttached,
    CalledNumberUnknown,
    CodeNotAccepted,
    DocumentMissing,
    JustificationTooShort,
    SirenMismatch,
)
from models.attachments.tables import Attachment, Evidence
from models.concessions import Concession, access_codes
from models.documents import Document
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values import contacts

SHORTEST_JUSTIFICATION = 20


def check_attach(concession: Concession, actor: Actor) -> None:
    """Raises why the concession is not to be attached to anybody now."""
    if (held := concession.open_attachment) is not None:
        raise AlreadyAttached(attachment=held)


def attach(
    concession: Concession,
    account: ProAccount,
    *,
    evidence: Evidence,
    justification: str = "",
    access_code: str = "",
    called_number: str = "",
    document: Document | None = None,
    submission: str | None = None,
    actor: Actor,
) -> Attachment:
    """Staff attach on behalf of a company; what the evidence is worth decides when it takes effect.

    Raises the refusals of `refusals`, `codes.TriesExhausted` and `codes.CodeMalformed`.
    """
    if not actor.may(Permission.ATTACH):
        raise NotAllowed
    if account.erased_at is not None or account.suspended_at is not None:
        raise AccountUnusable
    evidence, justification = Evidence(evidence), justification.strip()
    if evidence is not Evidence.CODE and len(justification) < SHORTEST_JUSTIFICATION:
        raise JustificationTooShort(length=len(justification), minimum=SHORTEST_JUSTIFICATION)
    if evidence is Evidence.MANDATE and document is None:
        raise DocumentMissing
    if evidence is Evidence.SIREN and (not concession.siren or concession.siren != account.company.siren):
        raise SirenMismatch
    number = _called(concession, called_number) if evidence is Evidence.CALLBACK else ""

    def make() -> Attachment:
        return bind(
            concession,
            account,
            evidence,
            "console",
            justification=justification,
            called_number=number,
            document=document,
            actor=actor,
        )

    if evidence is Evidence.CODE:
        return _attach_with_code(concession, account, access_code, submission, make, actor)
    return idempotency.once(submission, Attachment, make)


def _attach_with_code(
    concession: Concession,
    account: ProAccount,
    access_code: str,
    submission: str | None,
    make: Callable[[], Attachment],
    actor: Actor,
) -> Attachment:
    code = access_codes.check_form(access_code)
    if (made := idempotency.find(submission, Attachment)) is not None:
        return made
    check_attach(concession, actor)  # before the try: a held record answers nothing on codes
    spent = access_codes.spend(concession.kind, concession.title_key, opened_at=None, actor=actor)
    if not access_codes.matches(concession.code_hmac, concession.reference, code) or serves_another(
        concession, account
    ):
        record_failure(spent, concession, account.company, concession.title, concession.kind, actor)
        raise CodeNotAccepted
    with transaction():
        attachment = idempotency.once(submission, Attachment, make)
        access_codes.succeed(spent)
        return attachment


def _called(concession: Concession, called_number: str) -> str:
    try:
        number = contacts.phone(called_number)
    except contacts.PhoneRefused:
        raise CalledNumberUnknown from None
    if number not in concession.phones:
        raise CalledNumberUnknown
    return number
