"""A write that is sent again makes one thing, also when both come at once."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from models.attachments import Attachment
from models.kernel.access.throttling import Attempt
from models.road_openings.steps import RequestMove
from tests.support import road_works
from tests.support.callers import Caller, caller, issued
from tests.support.racing.races import together
from tests.support.records import CODE, WRONG, concession, count

pytestmark = pytest.mark.both_engines("two at once meet in the database")

KEY = {"Idempotency-Key": "5b7c0a9e"}


def proof(record, account, code=CODE):
    return {
        "concession": record.reference,
        "account": account.identifier,
        "evidence": "code",
        "access_code": code,
    }


def test_the_same_write_makes_one_thing_and_is_answered_alike(app, account):
    wanted, program = proof(concession(), account), caller(app)
    first, again = (program.post("attachments", wanted, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json() and first.headers["Location"] == again.headers["Location"]
    assert count(Attachment) == 1


def test_the_same_key_with_another_body_is_refused_and_makes_nothing(app, account):
    program = caller(app)
    program.post("attachments", proof(concession(), account), headers=KEY)
    other = program.post("attachments", proof(concession(), account), headers=KEY)
    assert (other.status_code, other.get_json(force=True)["type"]) == (422, "urn:bascule:other-body")
    assert count(Attachment) == 1


def test_another_program_has_keys_of_its_own(app, account):
    for _ in range(2):
        assert caller(app).post("attachments", proof(concession(), account), headers=KEY).status_code == 201


def test_two_at_once_are_one(app, account):
    wanted, secret = proof(concession(), account), issued()[1]

    def send():
        answer = Caller(app, secret).post("attachments", wanted, headers=KEY)
        return answer.status_code, answer.get_json()["id"]

    outcome = together(app, [send] * 4)
    assert len(set(outcome.made)) == 1 and outcome.made[0][0] == 201
    assert count(Attachment) == 1


def test_two_steps_at_once_are_one(app, account):
    request, secret = road_works.filed(account), issued()[1]
    before, path = count(RequestMove), f"requests/{request.id}/moves"

    def send():
        return Caller(app, secret).post(path, {"state": "en-instruction"}, headers=KEY).status_code

    assert together(app, [send] * 4).made == [200] * 4
    assert count(RequestMove) == before + 1


def test_a_step_sent_again_after_another_does_nothing(app, account):
    request, program = road_works.filed(account), caller(app)
    path, wanted = f"requests/{request.id}/moves", {"state": "en-instruction"}
    program.post(path, wanted, headers=KEY)
    program.post(path, {"state": "accordee", "order_number": "A-1"})
    assert program.post(path, wanted, headers=KEY).get_json()["state"] == "accordee"


def test_what_was_refused_may_be_sent_again_with_the_same_body_alone(app, account):
    record, program = concession(), caller(app)
    wrong = program.post("attachments", proof(record, account, WRONG), headers=KEY)
    assert wrong.get_json(force=True)["type"] == "urn:bascule:code-not-accepted"
    assert program.post("attachments", proof(record, account), headers=KEY).status_code == 422
    assert count(Attachment) == 0 and count(Attempt) == 1


@pytest.mark.parametrize("key", ["a b", "é", "x" * 256, ""])
def test_a_key_is_visible_signs(app, account, key):
    sent = {"Idempotency-Key": key}
    answer = caller(app).post("attachments", proof(concession(), account), headers=sent)
    assert answer.status_code == 400 and count(Attachment) == 0


def test_without_a_key_each_write_is_one_of_its_own(app, account):
    program = caller(app)
    assert program.post("attachments", proof(concession(), account)).status_code == 201
    assert count(ProAccount) == 1 and count(Attachment) == 1
