"""Mandates for tests, given by the operation itself."""

from __future__ import annotations

from datetime import date, timedelta

from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards import mandates
from models.attachments.afterwards.mandates import Mandate
from models.kernel.actors import Actor
from models.values.days import today
from models.values.siret import Siret
from tests.support import people, road_works


def siret_of(account: ProAccount) -> Siret:
    """The SIRET of a person's company."""
    return Siret.parse(account.company.siret)


def colleague_of(account: ProAccount) -> ProAccount:
    """Another active person of the same company."""
    return people.active(company=people.facts(siret=siret_of(account)))


def given(
    account: ProAccount, to: ProAccount, *records: Attachment, days: int = 30, until: date | None = None
) -> Mandate:
    """A mandate on these records, or on a new one, for so many days."""
    return mandates.give(
        records or (road_works.held(account),),
        siret=siret_of(to),
        until=until or today() + timedelta(days=days),
        actor=Actor.of_account(account),
    )
