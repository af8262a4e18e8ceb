"""Which evidence to try first for a record and an account: what takes effect at once, for the least asked."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.tables import Evidence
from models.concessions import Concession
from models.values import contacts


def propose(concession: Concession, account: ProAccount) -> Evidence:
    """The best evidence at hand. A mandate is a paper: nobody proposes it, who holds it chooses it."""
    if is_proved_by_siren(concession, account):
        return Evidence.SIREN
    if takes_code(concession, account):
        return Evidence.CODE
    if concession.phones:
        return Evidence.CALLBACK
    return Evidence.SIREN if bears_siren(concession, account) else Evidence.OTHER


def bears_siren(concession: Concession, account: ProAccount) -> bool:
    """Whether the record bears the SIREN of the account's company."""
    return bool(concession.siren) and concession.siren == account.company.siren


def is_proved_by_siren(concession: Concession, account: ProAccount) -> bool:
    """Whether the SIREN and the activated account's own e-mail stand on the record: then nobody waits."""
    return bears_siren(concession, account) and bears_email(concession, account)


def bears_email(concession: Concession, account: ProAccount) -> bool:
    """Whether the record bears the e-mail of the account, which proved it by its activation."""
    return (
        bool(concession.email)
        and account.is_active
        and contacts.email_key(concession.email) == account.email_key
    )


def serves_another(concession: Concession, account: ProAccount) -> bool:
    """Whether the code of the record has already served another company: for this one it is wrong."""
    return concession.code_company_id not in (None, account.company_id)


def takes_code(concession: Concession, account: ProAccount) -> bool:
    """Whether a code that the caller says can be tried: there is one, it is theirs, its title is open."""
    lock = concession.title_lock
    stopped = lock is not None and (lock.is_paused or lock.closed_at is not None)
    return concession.code_hmac is not None and not stopped and not serves_another(concession, account)
