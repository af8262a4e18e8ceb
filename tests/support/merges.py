"""Two accounts of one person for tests, and what proves it, by the operations themselves."""

from __future__ import annotations

from models.accounts import ProAccount, merging
from models.accounts.merging import AccountMerge
from models.kernel.access import tokens
from models.kernel.base import db
from models.mails import OutboxEmail
from models.values.siret import Siret
from tests.support import people
from tests.support.records import mails_of, of


def twin(account: ProAccount, siret: Siret | None = None) -> ProAccount:
    """Another account of the same person, for the same company or that of the SIRET."""
    names = {"first_name": account.first_name, "last_name": account.last_name}
    facts = people.facts(siret=siret or Siret.parse(account.company.siret))
    return people.active(company=facts, **names)


def elsewhere(account: ProAccount) -> ProAccount:
    """Another account of the same person, for another establishment of the same unit."""
    return twin(account, people.site_of(account.company.siret, 7))


def proved(gone: ProAccount, kept: ProAccount) -> AccountMerge:
    """Both passwords were given; the last yes lacks."""
    word = people.PRO_PASSWORD
    return merging.prove_other(
        kept, gone.identifier, current_password=word, password=word, code="", actor=of(kept)
    )


def merge(gone: ProAccount, kept: ProAccount) -> None:
    """Proved by both passwords, and done."""
    merging.finish(proved(gone, kept), actor=of(kept))
    db.session.expire_all()


def mail_to(account: ProAccount) -> OutboxEmail:
    """The last mail that asks this account."""
    return next(mail for mail in reversed(mails_of("merge-asked")) if mail.to == account.email)


def link_to(account: ProAccount) -> str:
    """The secret of its link."""
    return tokens.secret_of(mail_to(account).token)
