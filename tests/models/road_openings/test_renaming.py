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
from models.road_openings import RoadOpeningRequest, renaming
from tests.support import people, road_works
from tests.support.records import by, of
from tests.support.situations import statements


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


def test_texts_that_names_have_left_behind_are_mended_in_batches_and_once(account, monkeypatch):
    monkeypatch.setattr(renaming, "AT_ONCE", 2)
    for _ in range(4):
        road_works.filed(account, road_works.held(account))
    with transaction() as session:
        session.execute(db.update(RoadOpeningRequest).values(search="as it was"))
        account.company.name = "Réseaux neufs"  # before names were followed
    ends, after = list[int](), 0
    while (after := renaming.mend_texts(after)) is not None:
        ends.append(after)
    numbers = sorted(db.session.scalars(db.select(RoadOpeningRequest.id)))
    assert ends == [numbers[1], numbers[3], numbers[4]]
    assert "RoadOpeningRequest" not in stale()
    with statements() as seen:
        renaming.mend_texts(0)
    assert not [each for each in seen if each.startswith("UPDATE")], "what is right is not written again"
