"""Companies of the demonstration whose comparison with the directory is owed, or waits for a decision."""

from __future__ import annotations

from typing import Any

from console.demo.companies import CLOSING, luhn
from console.demo.events import ACTOR
from console.directories.local import bundled
from models import cases, companies
from models.attachments.queries import list_attached_companies
from models.companies import Company
from models.companies.directory import Establishment, State
from models.companies.findings import Finding
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import JobKind
from models.values.siret import Siret
from views.messages.companies.directory import news_words

OWED = 5
SEARCHED = 60
RENAMED = "RESEAUX ET COMMUNES DE L'ESTUAIRE"
SINCE: tuple[dict[str, Any], ...] = ({"state": State.CLOSED}, {"name": RENAMED})
MOVED = "14 quai de Southampton"


def add() -> None:
    """Inside the transaction of the demonstration."""
    unseen = db.select(Company.id).where(Company.verified_at.is_(None)).order_by(Company.id).limit(OWED)
    for company_id in db.session.scalars(unseen):
        key = f"{JobKind.VERIFY_COMPANY.value}:{company_id}"
        jobs.enqueue(JobKind.VERIFY_COMPANY, {"company": company_id}, key=key)
    _differ()
    _watch()


def _watch() -> None:
    """Two that hold something, and of whom the directory says something else since: closed, and renamed.

    What the example of the directory knows otherwise, the first night would take back.
    """
    found = (db.session.get_one(Company, number) for number in list_attached_companies(0, SEARCHED))
    ours = (each for each in found if each.siret == CLOSING or each.siret not in bundled())
    holding = [each for each in ours if each.directory_state == State.OPEN and not each.is_to_verify]
    holding.sort(key=lambda company: company.siret != CLOSING)
    for company, says in zip(holding, SINCE, strict=False):
        says = {"state": State.OPEN, "name": company.name, **says}
        news = companies.note_news(company, Establishment(Siret(company.siret), **says), actor=ACTOR)
        assert news is not None
        cases.set_next(company, next_action=news_words(news), actor=ACTOR)
    if len(holding) > len(SINCE):
        _go_on(holding[len(SINCE)])


def _go_on(company: Company) -> None:
    """One that closed, and goes on under another SIRET of its legal unit."""
    companies.note_news(company, Establishment(Siret(company.siret), State.CLOSED), actor=ACTOR)
    other = Siret(luhn(f"{company.siren}0009"))
    successor = Establishment(other, State.OPEN, name=company.name, address=MOVED)
    companies.succeed(company, successor, actor=ACTOR)


def _differ() -> None:
    """One that the directory knows elsewhere than what was typed."""
    verified = db.select(Company).where(Company.verified_at.is_not(None)).order_by(Company.id.desc())
    company = db.session.scalar(verified.limit(1))
    if company is not None:
        db.session.add(Finding(company_id=company.id, fact="address", value=MOVED))
