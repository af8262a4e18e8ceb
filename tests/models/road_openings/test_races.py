"""Requests begun, filed and decided by several at once, in threads, on both engines."""

from __future__ import annotations

from flask import Flask

from models import audit, documents, road_openings
from models.accounts import ProAccount
from models.attachments import Attachment
from models.documents.stores.folder import FolderStore
from models.kernel.actors import Actor
from models.kernel.base import db
from models.mails import OutboxEmail
from models.road_openings import RequestState, RoadOpeningRequest
from models.staff import Agent
from tests.support import people, road_works
from tests.support.racing.races import together


def draft(account_id: int, attachment_id: int, submission: str | None = None) -> str:
    """A draft, in a thread's own context."""
    account, held = db.session.get(ProAccount, account_id), db.session.get(Attachment, attachment_id)
    assert account is not None and held is not None
    actor = Actor.of_account(account)
    made = road_openings.draft(account, held, road_works.works(), submission=submission, actor=actor)
    return made.reference


def test_requests_begun_at_once_have_numbers_of_their_own(app: Flask, account: ProAccount) -> None:
    who, held = account.id, road_works.held(account).id
    outcome = together(app, [lambda: draft(who, held) for _ in range(16)])
    assert len(set(outcome.made)) == 16 and audit.verify()


def test_a_form_sent_sixteen_times_makes_one_request(app: Flask, account: ProAccount) -> None:
    who, held = account.id, road_works.held(account).id
    outcome = together(app, [lambda: draft(who, held, "one-form-one-key-1234") for _ in range(16)])
    assert len(outcome.made) == 16 and len(set(outcome.made)) == 1


def test_a_draft_filed_sixteen_times_is_filed_once_and_told_once(app: Flask, account: ProAccount) -> None:
    made, who = road_works.drafted(account).id, Actor.of_account(account)

    def file() -> None:
        request = road_openings.find(made)
        assert request is not None
        road_openings.file(request, actor=who)

    together(app, [file] * 16)
    mails_of_it = db.select(OutboxEmail).where(OutboxEmail.kind == "request-filed")
    assert len(list(db.session.scalars(mails_of_it))) == 1


def test_granted_and_refused_at_once_is_one_of_them(app: Flask, account: ProAccount, agent: Agent) -> None:
    made = road_works.filed(account).id
    first, second = Actor.of_agent(agent), Actor.of_agent(people.staff())

    def decide(to: RequestState, actor: Actor) -> RequestState:
        request = road_openings.find(made)
        assert request is not None
        road_openings.move(request, to, reason="Non", order_number="AR-1", actor=actor)
        return to

    outcome = together(
        app,
        [lambda: decide(RequestState.GRANTED, first), lambda: decide(RequestState.REFUSED, second)] * 4,
    )
    row = db.session.get(RoadOpeningRequest, made, populate_existing=True)
    assert row is not None and set(outcome.made) == {row.status} and set(outcome.refused) == {"MoveRefused"}
    assert len(row.moves) == 3


def test_five_documents_hold_when_they_come_at_once(app: Flask, account: ProAccount, tmp_path) -> None:  # type: ignore[no-untyped-def]
    documents.install(FolderStore(tmp_path))
    made, who = road_works.drafted(account).id, Actor.of_account(account)
    kept = [documents.store(f"{n}.pdf", road_works.PDF + bytes([n]), actor=who).id for n in range(8)]

    def add(number: int) -> None:
        request, document = road_openings.find(made), documents.find(number)
        assert request is not None and document is not None
        road_openings.change(request, request.works, documents=[document], actor=who)

    outcome = together(app, [lambda file=file: add(file) for file in kept])
    row = db.session.get(RoadOpeningRequest, made, populate_existing=True)
    assert row is not None and len(row.documents) == 5 and outcome.refused == ["TooManyDocuments"] * 3
