"""Lists go by number, a page at a time: what comes meanwhile stands at the end, nothing is told twice."""

from __future__ import annotations

import pytest

from models.kernel.base import db
from tests.support import people, road_works
from tests.support.callers import caller
from tests.support.records import concession, held
from tests.support.statements.work import watched

pytestmark = pytest.mark.both_engines("each engine walks its own index")


LISTS = ("companies", "accounts", "concessions", "attachments", "requests")


def walk(program, path, limit=2, between=lambda: None):
    """The numbers of all pages, in their order."""
    found, following = [], ""
    while following is not None:
        page = program.get(f"{path}?limit={limit}" + (f"&after={following}" if following else "")).get_json()
        found += [item["id"] for item in page["items"]]
        following = page["next"]
        between()
    return found


def test_all_pages_together_are_the_list(app):
    made = [concession().id for _ in range(5)]
    program = caller(app)
    assert walk(program, "concessions") == made
    assert walk(program, "concessions", limit=5) == made
    assert walk(program, "concessions", limit=200) == made


def test_rows_that_come_meanwhile_shift_no_page(app):
    made = [concession().id for _ in range(4)]
    new = iter(range(3))
    found = walk(caller(app), "concessions", between=lambda: next(new, None) is not None and concession())
    assert found[:4] == made and found == sorted(set(found)) and len(found) > 4


def test_an_empty_list_has_no_next_page(app):
    assert caller(app).get("requests").get_json() == {"items": [], "next": None}


@pytest.mark.parametrize("after", ["x", "WzEsMl0", "W10", "WzEsLTFd", "W1sxXSwxXQ"])
def test_a_place_of_no_page_is_told(app, after):
    answer = caller(app).get(f"concessions?after={after}")
    if answer.status_code == 200:
        assert after == "WzEsMl0"  # a place like ours: the list goes on behind it
    else:
        assert answer.get_json(force=True)["type"] == "urn:bascule:bad-cursor"


def test_a_row_is_found_by_its_own_name(app, account, agent):
    record = concession()
    held(account, agent, record=record)
    program = caller(app)
    for path in (
        f"companies?siret={account.company.siret}",
        f"accounts?identifier={account.identifier}",
        f"concessions?reference={record.reference}",
    ):
        assert len(program.get(path).get_json()["items"]) == 1, path
    assert program.get("concessions?reference=x").get_json()["items"] == []


def test_drafts_are_their_companys_alone(app, account):
    bound = road_works.held(account)
    draft = road_works.drafted(account, bound)
    filed = road_works.filed(account, bound)
    program = caller(app)
    assert walk(program, "requests") == [filed.id]
    assert program.get(f"requests/{draft.id}").status_code == 404


def test_a_page_asks_as_much_of_the_database_whatever_it_shows(app, agent):
    program = caller(app)
    counts = []
    for _ in range(2):
        for _ in range(4):
            held(people.active(), agent)
        for path in LISTS:
            program.get(path)  # the first look of a day leaves its event
        with watched(db.engine) as work:
            for path in LISTS:
                assert program.get(path).status_code == 200
        counts.append(work.reads)
    assert counts[0] == counts[1]
