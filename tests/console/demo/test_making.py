"""The demonstration: whole, deterministic, with every state, made once."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import Any

import pytest
from flask import Flask

from console import demo
from console.demo import cast, machines, saved_filters
from console.demo import stage as staging
from models import accounts, attachments, audit, staff
from models.accounts import AccountStatus, ProAccount, UsedIdentifier
from models.attachments import Attachment, AttachmentStatus
from models.audit import AuditEvent
from models.companies import Company
from models.companies.directory import State
from models.companies.queries import find_company_by_siret
from models.concessions import Concession, ConcessionStatus, access_codes
from models.concessions.queries import has_namesake
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.lists import search
from models.mails import OutboxEmail
from models.permissions import Role
from models.road_openings import RequestState, RoadOpeningRequest
from models.sign_in import check_second_factor
from models.staff import Agent
from models.staff.machines.tables import ApiKey
from models.staff.machines.webhooks import Delivery, DeliveryState, Subscription, delivering
from models.staff.machines.webhooks.tries import list_tries
from tests.support import people
from tests.support.statements.work import watched

SIZE = 300
LISTS = (
    "accounts",
    "attachments",
    "audit",
    "cases",
    "companies",
    "concessions",
    "mails",
    "road_openings",
    "staff",
)
HOME = {"concessions": "concessions", "attachments": "rattachements", "accounts": "comptes"}
"""Where the lists that somebody keeps a filter of stand."""


@pytest.fixture
def stage(app: Flask) -> None:
    """The demonstration, made."""
    assert demo.make(SIZE, with_staff=True)
    db.session.expire_all()


def count(model: type[Base]) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def every(model: type[Any]) -> list[Any]:
    return list(db.session.scalars(db.select(model).order_by(*model.__table__.primary_key)).unique())


def test_it_has_the_promised_numbers(stage: None) -> None:
    assert (count(Concession), count(Company), count(ProAccount)) == (SIZE, SIZE // 5, SIZE // 4)
    held = sum(concession.open_attachment is not None for concession in every(Concession))
    assert held == SIZE * 60 // 100
    actions = Counter(db.session.scalars(db.select(AuditEvent.action)))
    assert actions["concession-imported"] == SIZE
    assert actions["attached"] + actions["concession-consulted"] == SIZE + 1, "one was transferred"


def test_it_has_requests_in_every_state_and_two_that_are_late(stage: None) -> None:
    made = every(RoadOpeningRequest)
    assert {row.status for row in made} == set(RequestState)
    assert sum(row.is_overdue for row in made) == 2 and any(row.is_imported for row in made)


def test_its_trail_is_whole(stage: None) -> None:
    assert audit.verify() == count(AuditEvent)


def test_it_shows_every_state(stage: None) -> None:
    assert {row.status for row in every(Concession)} == set(ConcessionStatus)
    assert {row.status for row in every(Attachment)} == set(AttachmentStatus)
    assert {row.status for row in every(ProAccount)} == set(AccountStatus)
    assert {"open", "closed", "partly-diffusible", "unavailable"} <= {
        row.directory_state for row in every(Company)
    }
    assert any(company.is_to_verify for company in every(Company))
    assert {"owed", "sent", "refused", "bounced"} <= {mail.state for mail in every(OutboxEmail)}
    assert any(has_namesake(row) for row in every(Concession))
    assert access_codes.is_common("7391", SIZE)
    assert {row.evidence for row in every(Attachment)} == set(attachments.Evidence)


def test_its_rows_are_those_that_the_models_would_write(stage: None) -> None:
    for model in (Concession, ProAccount, Company, Attachment):
        for row in every(model):
            names = [name for name in ("search", "name_key", "email_key", "title_key") if hasattr(row, name)]
            held = {name: getattr(row, name) for name in names}
            row.refresh_search()
            assert {name: getattr(row, name) for name in names} == held, row.label
    db.session.rollback()


def test_its_people_are_found(stage: None) -> None:
    account = every(ProAccount)[0]
    assert list(db.session.scalars(search.matching_ids(ProAccount, account.identifier))) == [account.id]


def test_its_activated_people_proved_their_addresses(stage: None) -> None:
    assert {row.has_proved_email for row in every(ProAccount) if row.is_active} == {True}


def test_its_known_people_sign_in(stage: None) -> None:
    visitor = Actor.anonymous(ip="127.0.0.1")
    for account in every(ProAccount)[: cast.KNOWN_ACCOUNTS]:
        accounts.sign_in(account.identifier, cast.PRO_PASSWORD, actor=visitor)
    assert {agent.role for agent in every(Agent)} == {"agent", "supervisor", "admin"}
    for member in cast.STAFF:
        agent = staff.sign_in(member.email, cast.STAFF_PASSWORD, actor=visitor)
        check_second_factor(agent, agent.current_code or "", actor=visitor)


def test_each_filter_that_its_staff_keep_finds_something(stage: None, browser: Any) -> None:
    for agent in every(Agent):
        screen, _, query, _ = saved_filters.FILTERS[Role(agent.role)]
        with_rows = browser(agent).get(f"/console/{HOME[screen]}/?{query}").text
        assert "data-id=" in with_rows and 'aria-current="true"' in with_rows, query


def test_the_guides_company_is_not_there_and_its_record_is_free_for_its_code(stage: None) -> None:
    assert find_company_by_siret("20008495200015") is None
    facts = people.facts(siret="20008495200015", name=cast.TITLE, state=State.OPEN)
    account = people.active(company=facts)
    attachment = attachments.claim(
        account, kind="voirie", title=cast.TITLE, access_code=cast.CODE, actor=Actor.of_account(account)
    )
    assert attachment.status is AttachmentStatus.IN_EFFECT


def test_what_comes_after_it_gets_numbers_and_identifiers_of_its_own(stage: None) -> None:
    first, last = every(ProAccount)[0].first_name, every(ProAccount)[0].last_name
    account = people.pending(first_name=first, last_name=last)
    assert account.id > SIZE // 4
    assert account.identifier not in [row.identifier for row in every(ProAccount) if row.id != account.id]
    assert count(UsedIdentifier) == SIZE // 4 + 1


def plain_rows(screen: Any) -> list[Any]:
    """The rows of a screen as its list reads them, by number."""
    reading, keys = screen._reading, screen.model.__table__.primary_key
    statement = reading.along(db.select(*reading.columns).select_from(screen.model)).order_by(*keys)
    return [reading.row(values) for values in db.session.execute(statement)]


def test_a_list_draws_every_row_as_it_would_an_entity_and_asks_nothing_more(app: Flask, stage: None) -> None:
    for name in LISTS:
        screen: Any = app.view_functions[f"{name}.index_view"].__self__  # type: ignore[attr-defined]

        def drawn(rows: list[Any], screen: Any = screen) -> str:
            known = {"number": attrgetter(screen._primary_key), "details": None, "tone": screen.row_tone}
            return str(screen.drawn(range(len(screen.columns))).draw(rows, **known, picked=None))

        with app.test_request_context("/console/"):
            entities = every(screen.model)
            whole = drawn(entities)
            rows = plain_rows(screen)
            db.session.expunge_all()
            with watched(db.engine) as work:
                assert drawn(rows) == whole
        assert (work.reads, len(rows)) == (0, len(entities)), name
        assert rows


def test_it_is_made_once(stage: None) -> None:
    before = (count(AuditEvent), count(Concession), audit.head())
    assert not demo.make(SIZE, with_staff=True)
    assert (count(AuditEvent), count(Concession), audit.head()) == before


def test_the_same_size_gives_the_same_demonstration(app: Flask, house: Any, stage: None) -> None:
    def shown() -> list[Any]:
        rows = [(row.reference, row.title, row.code_hmac) for row in every(Concession)]
        return (
            rows
            + [(row.siret, row.name) for row in every(Company)]
            + [row.identifier for row in every(ProAccount)]
        )

    first = shown()
    db.session.rollback()
    house.empty(app)
    demo.make(SIZE, with_staff=True)
    assert shown() == first


def test_one_made_in_several_parts_is_searched_and_guarded_like_a_small_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.storage import ddl

    monkeypatch.setattr(staging, "CHUNK", 70)
    demo.make(SIZE, with_staff=True)
    db.session.expire_all()
    title = db.session.get_one(Concession, SIZE).title
    assert SIZE in db.session.scalars(search.matching_ids(Concession, title))
    assert ddl.missing_triggers(db.session.connection()) == []
    account = people.pending(last_name="Introuvable-Avant")
    assert list(db.session.scalars(search.matching_ids(ProAccount, "introuvable"))) == [account.id]
    assert audit.verify() == count(AuditEvent)


@pytest.mark.parametrize("size", [1, 7, 20, 40])
def test_it_may_be_small(app: Flask, size: int) -> None:
    demo.make(size, with_staff=True)
    assert count(Concession) == size


def test_among_real_companies_it_is_refused(app: Flask) -> None:
    people.pending()
    with pytest.raises(demo.NotEmpty):
        demo.make(10, with_staff=False)


def test_its_program_has_a_key_that_nobody_knows_and_a_receiver_that_was_sent_one_again(stage: None) -> None:
    (key,) = every(ApiKey)
    assert key.client.name == machines.CLIENT and set(key.client.scopes) == set(machines.SCOPES)
    (receiver,) = every(Subscription)
    sent = every(Delivery)
    assert {each.state for each in sent} == {DeliveryState.DELIVERED} and len(sent) == receiver.delivered > 3
    assert all(each.created_at < each.tried_at <= each.ended_at for each in sent)
    (again,) = [each for each in sent if each.attempts > 1]
    assert [each.status for each in list_tries(again)] == [204, None, 503]
    assert delivering.find_next(receiver) is None


def test_its_mandates_told_both_companies(stage: None) -> None:
    kinds = Counter(mail.kind for mail in every(OutboxEmail))
    assert kinds["mandate-given"] and kinds["mandate-ended"]
