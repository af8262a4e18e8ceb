"""Staff bind a concession on behalf of a company, with any evidence."""

from __future__ import annotations

from collections.abc import Callable

from models.accounts import ProAccount
from models.attachments.binding import bind
from models.attachments.by_company import record_failure
from models.attachments.evidence import EVIDENCE, Evidence, Need, Proof
from models.attachments.evidence.code import serves_another
from models.attachments.refusals import AccountUnusable, AlreadyAttached, CodeNotAccepted
from models.attachments.tables import Attachment, Channel
from models.concessions import Concession, access_codes, tries
from models.documents import Document
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission


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

    Raises what the evidence refuses, `NotAllowed`, `AccountUnusable`, `AlreadyAttached`, and with a code
    `tries.TriesExhausted`.
    """
    if not actor.may(Permission.ATTACH):
        raise NotAllowed
    if account.erased_at is not None or account.suspended_at is not None:
        raise AccountUnusable
    evidence = Evidence(evidence)
    rule = EVIDENCE[evidence]
    if not rule.by_staff:
        raise NotAllowed
    proof = rule.verify(
        Proof(concession, account, justification.strip(), access_code, called_number, document)
    )

    def make() -> Attachment:
        return bind(
            concession,
            account,
            evidence,
            Channel.CONSOLE if actor.is_staff else Channel.API,
            justification=proof.justification,
            called_number=proof.called_number,
            document=proof.document,
            actor=actor,
        )

    if Need.ACCESS_CODE in rule.needs:
        return _attach_with_code(proof, submission, make, actor)
    return idempotency.once(submission, Attachment, make)


def _attach_with_code(
    proof: Proof, submission: str | None, make: Callable[[], Attachment], actor: Actor
) -> Attachment:
    concession, account = proof.concession, proof.account
    if (made := idempotency.find(submission, Attachment)) is not None:
        return made
    check_attach(concession, actor)  # before the try: a held record answers nothing on codes
    spent = tries.spend(concession.kind, concession.title_key, opened_at=None, actor=actor)
    right = access_codes.matches(concession.code_hmac, concession.reference, proof.access_code)
    if not right or serves_another(concession, account):
        record_failure(spent, concession, account.company, concession.title, concession.kind, actor)
        raise CodeNotAccepted
    with transaction():
        attachment = idempotency.once(submission, Attachment, make)
        tries.succeed(spent)
        return attachment
