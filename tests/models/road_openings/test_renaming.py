"""What is kept of a name, to be searched by, is what it would be if it were written today."""

from __future__ import annotations

import pytest

from models import accounts, attachments, cases, companies
from models.cases import CaseKind
from models.concessions import importing
from models.concessions.importing import Record
from models.kernel.base import Base, db
from models.kernel.transactions import transaction
from models.lists.searchable import Searchable
from tests.support import people, road_works
from tests.support.records import by, of


@pytest.fixture
def account(app):
    """The person of a company that holds a record, files a request and asks a question."""
    person = people.active()
    held = road_works.held(person)
    road_works.filed(person, held)
    with transaction():
        held.concession.refresh_search()  # the helper wrote it before its columns had their defaults
    cases.open_(CaseKind.HELP, "Une question", account=person, actor=of(person))
    return person


def stale():
    """The rows whose kept text is not what their facts say."""
    db.session.expire_all()
    kinds = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "refresh_search")]
    assert len(kinds) > 6 and all(issubclass(kind, Searchable) for kind in kinds)
    rows = [row for kind in kinds for row in db.session.scalars(db.select(kind)).unique()]
    with db.session.no_autoflush:
        for row in rows:
            row.refresh_search()
        found = [row for row in rows if db.session.is_modified(row)]
    names = sorted(type(row).__name__ for row in found)
    db.session.rollback()
    return names


def test_a_company_s_new_name_is_found_wherever_it_stands(account, agent):
    assert stale() == []
    company = account.company
    with transaction():
        company.name = "Réseaux neufs"
    assert stale() == ["Attachment", "Case", "Company", "ProAccount", "RoadOpeningRequest"]
    companies.correct(company, version=company.version, acronym="RN", actor=by(agent))
    assert stale() == []


def test_a_record_s_new_title_is_found_wherever_it_stands(account, admin):
    record = db.session.scalars(db.select(attachments.Attachment)).one().concession
    importing.take(
        [Record(2, record.reference, "7351", {"title": "Autre bassin"})], file="f", actor=by(admin)
    )
    assert stale() == []


def test_a_person_s_new_name_is_found_wherever_it_stands(account, agent):
    accounts.correct(account, version=account.version, last_name="Neuve", actor=by(agent))
    assert stale() == []
