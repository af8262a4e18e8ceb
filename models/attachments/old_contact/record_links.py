"""Proof by the old record's own contact: a link goes to its e-mail and opens for the account that asked."""

from __future__ import annotations

from models import audit, mails
from models.accounts import ProAccount
from models.attachments.afterwards.asking import NOBODY, ask_holder, pretend_to_ask
from models.attachments.binding import bind
from models.attachments.by_company import refusal_of_held
from models.attachments.evidence import Evidence
from models.attachments.old_contact import limits
from models.attachments.queries import current
from models.attachments.refusals import AlreadyAttached, ConcessionClosed
from models.attachments.tables import Attachment, Channel
from models.attachments.visibility import is_referent
from models.audit import AuditAction
from models.companies import vouched_name
from models.concessions import Concession
from models.concessions.queries import find_concessions_by_title
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token, TokenExpired, TokenUnknown
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.keys import digest_of
from models.kernel.locks import lock_row
from models.kernel.transactions import pretence, transaction
from models.mails import MailKind
from models.mails.caps import has_room
from models.values import contacts
from models.values.text import title_key


def ask_link(account: ProAccount, *, kind: str, title: str, actor: Actor) -> None:
    """Sends the link to the contact of the one free record of that title, if there is one with an e-mail.

    Where another holds it, they are asked. One answer, in one time, whatever there is. Raises
    `AskedTooOften`, of which titles know nothing.
    """
    key = title_key(title)[:250]
    limits.spend(account, kind, key, actor=actor)
    with transaction():
        lock_row(account)
        record = find_only_free(kind, title)
        if record is not None and record.email and has_room(record.email, MailKind.RECORD_LINK):
            _send(account, record, record.email)
        else:
            with pretence():
                has_room(NOBODY, MailKind.RECORD_LINK)
                _send(account, record, NOBODY)
        record = record or ask_who_holds(account, kind, title)
        subject = ("title", None, None) if record is None else ("concession", record.id, record.label)
        after = {"kind": kind, "title": title, "way": Evidence.RECORD_LINK.value}
        audit.record(AuditAction.PROOF_ASKED, subject, actor=actor, company=account.company_id, after=after)


def find_only_free(kind: str, title: str) -> Concession | None:
    """The one open record of a title that nobody holds: of twins none, staff tell them apart."""
    found = find_concessions_by_title(kind, title)
    return found[0] if len(found) == 1 and found[0].is_to_attach else None


def ask_who_holds(account: ProAccount, kind: str, title: str) -> Concession | None:
    """Asks the holder of the one open record of that title, if somebody else holds it; the record.

    Where there is nobody to ask, the same is done in vain, so that time tells nothing.
    """
    found = find_concessions_by_title(kind, title)
    record = found[0] if len(found) == 1 else None
    held = current(record) if record is not None else None
    if held is None or is_referent(held, account):
        with pretence():
            pretend_to_ask(account)
        return None
    ask_holder(account, held)
    return record


def _send(account: ProAccount, record: Concession | None, to: str) -> None:
    about = 0 if record is None else record.id
    token = tokens.issue(Purpose.RECORD_LINK, account=account, data=_mark(to), subject=about)
    facts = {
        "title": "" if record is None else record.title,
        "reference": "" if record is None else record.reference,
        "kind": "voirie" if record is None else record.kind,
        "asking": vouched_name(account.company),
        "asked_by": account.identifier,
    }
    # Not as a mail of the account: its person may read those, and this address is shown to nobody.
    mails.notify(MailKind.RECORD_LINK, to, params=facts, token=token)


def _mark(email: str) -> str:
    """What the link keeps of the address that it went to: another one on the record since, and it is over."""
    return digest_of(contacts.email_key(email))


def peek_link(secret: str, account: ProAccount) -> Concession:
    """The record that a live link of this account is about; consumes nothing.

    Raises `TokenUnknown` for anybody else's, and `TokenExpired`.
    """
    return _record_of(tokens.peek(Purpose.RECORD_LINK, secret), account)


def _record_of(token: Token, account: ProAccount) -> Concession:
    record = db.session.get(Concession, token.subject)
    if token.account_id != account.id or record is None:
        raise TokenUnknown
    if token.data != _mark(record.email):
        raise TokenExpired(token=token)
    return record


def claim_by_link(secret: str, account: ProAccount, *, actor: Actor) -> Attachment:
    """Consumes the link and attaches its record, at once.

    Raises `TokenUnknown`, `TokenExpired`, `AccountUnusable`; where somebody holds the record by now,
    `AlreadyYours` or `AlreadyHeld`, which opened a case.
    """
    record = peek_link(secret, account)
    try:
        with transaction():
            token = tokens.consume(Purpose.RECORD_LINK, secret)
            record = _record_of(token, account)
            return bind(record, account, Evidence.RECORD_LINK, Channel.PORTAL, actor=actor)
    except AlreadyAttached as taken:
        held = taken.facts["attachment"]
        raise refusal_of_held(account, held.id if held else None, record.title, record.kind, actor) from None
    except ConcessionClosed:
        raise TokenExpired(token=None) from None
