"""`/api/v1` says truly what it is: schemathesis finds no lie, and a client made of the description works."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.specs.openapi.checks import positive_data_acceptance

from models.staff.machines import calls
from tests.support import people, road_works
from tests.support.callers import caller
from tests.support.described import Described
from tests.support.portal import KnownDirectory
from tests.support.records import CODE, concession, held
from views import access
from views.api import service
from views.api.blueprint import spec

pytestmark = pytest.mark.both_engines("what a database refuses must be a problem on either")

EXAMPLES = 8
"""For each operation: some that fit its description, some that do not."""


@pytest.fixture
def world(app, account, agent, monkeypatch):
    monkeypatch.setattr(calls, "PER_MINUTE", 1_000_000)
    monkeypatch.setitem(app.extensions, "bascule.directory", KnownDirectory())
    bound = road_works.held(account)
    road_works.filed(account, bound)
    held(people.active(), agent)
    concession()
    return caller(app, "supervisor")


def test_the_description_is_one_of_openapi_3_1_and_of_every_address(app, client):
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    served = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if access.is_api(rule.rule) and rule.endpoint != "api.description"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    found = {(path, method.upper()) for path, ways in described["paths"].items() for method in ways}
    plain = {(rule.partition("<")[0], method) for rule, method in served}
    assert {(path.partition("{")[0], method) for path, method in found} == plain
    assert len(found) == len(served)


def test_schemathesis_finds_no_lie(app, world):
    headers = {"Authorization": f"Bearer {world.secret}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for operation in schema.get_all_operations():
        check(operation.ok(), headers)


def check(operation, headers):
    """What fits the description and what does not; what no schema tells (a SIRET's sum) may be refused."""
    for mode in schemathesis.GenerationMode:

        @hypothesis.settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def call(case):
            answer = case.call(headers=headers)
            case.validate_response(answer, headers=headers, excluded_checks=[positive_data_acceptance])

        call()


def test_a_client_made_of_the_description_goes_from_a_key_to_an_attachment(app, world, client):
    program = Described(client.get("/api/v1/openapi.json").get_json(), world._open)
    record, known = concession(), people.active()
    [company] = program.listCompanies(siret=known.company.siret).get_json()["items"]
    wanted = {
        "siret": company["siret"],
        "first_name": "Élodie",
        "last_name": "Dœuvre",
        "email": "elodie@example.org",
        "job_title": "Gérante",
    }
    account = program.createAccount(wanted, idempotency_key="1").get_json()
    proof = {
        "concession": record.reference,
        "account": account["identifier"],
        "evidence": "code",
        "access_code": CODE,
    }
    made = program.createAttachment(proof, idempotency_key="2")
    assert made.status_code == 201
    read = program.getAttachment(id=made.get_json()["id"])
    assert read.get_json()["status"] == "waiting-activation"
    assert (
        program.getAttachment(id=made.get_json()["id"], if_none_match=read.headers["ETag"]).status_code == 304
    )
    [request] = program.listRequests(limit=1).get_json()["items"]
    assert program.moveRequest({"state": "en-instruction"}, id=request["id"]).status_code == 200
    with pytest.raises(TypeError):
        program.getCompany()


def test_eight_who_ask_for_the_description_first_get_the_same(app):
    service._written.cache_clear()
    spec.__dict__.pop("_spec", None)
    texts = ThreadPoolExecutor(8).map(lambda _: app.test_client().get("/api/v1/openapi.json").text, range(8))
    assert len(set(texts)) == 1
