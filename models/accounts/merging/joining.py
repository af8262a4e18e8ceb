"""One account goes into another, in one transaction: all that hangs on it follows, and it names nobody."""

from __future__ import annotations

from models import audit, mails
from models.accounts.lifecycle import vacate
from models.accounts.merging.rules import check_pair
from models.accounts.queries import list_merged_into
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.domain_events import DomainEvent, react
from models.mails import MailKind
from models.values import contacts


def join(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """Both are locked, and proved; raises what `check_pair` finds by now, then nothing has changed.

    Its person, at both addresses, and the companies are told, with what to do if nobody wanted it.
    """
    check_pair(gone, kept)
    before = {"identifier": gone.identifier, "email": gone.email}
    subject = (gone.audit_kind, gone.id, gone.label)  # as it is called until then
    readers, own = _readers(gone, kept), (gone.email_key, kept.email_key)
    react(DomainEvent.ACCOUNT_MERGED, gone, kept, actor)
    tokens.hand_on(Purpose.FREEZE, gone, kept)
    tokens.forget(gone)
    mails.hand_on(gone, kept)
    kept.newsletter = kept.newsletter or gone.newsletter
    optimistic_lock.advance(kept)
    after = {"into": kept.identifier}
    audit.record(
        AuditAction.ACCOUNT_MERGED, subject, actor=actor, company=gone.company, before=before, after=after
    )
    after = {"identifier": kept.identifier, "email": kept.email}
    audit.record(AuditAction.ACCOUNT_MERGED, kept, actor=actor, before=before, after=after)
    facts = {"gone": gone.identifier, "kept": kept.identifier}
    for earlier in list_merged_into(gone):
        earlier.merged_into_id = kept.id
    gone.merged_into_id = kept.id
    vacate(gone)
    for email in readers:
        reader = kept if contacts.email_key(email) in own else None
        mails.notify(MailKind.ACCOUNT_MERGED, email, params=facts, account=reader, company=kept.company)


def _readers(gone: ProAccount, kept: ProAccount) -> list[str]:
    """The addresses that are told, each once: of both accounts, of their companies."""
    emails = (gone.email, kept.email, gone.company.email, kept.company.email)
    return list({contacts.email_key(email): email for email in emails if email}.values())
