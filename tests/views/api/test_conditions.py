"""An ETag spares who has read, and stops who has not."""

from __future__ import annotations

from tests.support import road_works
from tests.support.callers import caller
from tests.support.records import concession, held

MOVE = {"state": "en-instruction"}


def test_what_was_read_already_is_not_sent_again(app, account, agent):
    held(account, agent)
    program = caller(app)
    for path in ("companies/1", "accounts/1", "concessions/1", "attachments/1"):
        first = program.get(path)
        again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b""), path
        assert again.headers["ETag"] == first.headers["ETag"]
        assert (
            program.get(path, headers={"If-None-Match": '"x", ' + first.headers["ETag"]}).status_code == 304
        )


def test_a_change_of_the_row_or_of_what_is_shown_beside_it_changes_the_tag(app, account, agent):
    record, program = concession(), caller(app)
    before = program.get(f"concessions/{record.id}").headers["ETag"]
    held(account, agent, record=record)
    after = program.get(f"concessions/{record.id}", headers={"If-None-Match": before})
    assert after.status_code == 200 and after.headers["ETag"] != before


def test_a_tag_outlives_the_compression_of_its_answer(app, account):
    program = caller(app)
    squeezed = program.get("companies/1", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert program.get("companies/1", headers={"If-None-Match": squeezed}).status_code == 304


def test_a_step_is_refused_to_whom_somebody_was_faster(app, account):
    request, program = road_works.filed(account), caller(app)
    path = f"requests/{request.id}/moves"
    read = program.get(f"requests/{request.id}").headers["ETag"]
    moved = program.post(path, MOVE, headers={"If-Match": read})
    assert moved.status_code == 200 and moved.headers["ETag"] != read
    late = program.post(path, {"state": "accordee", "order_number": "A-1"}, headers={"If-Match": read})
    assert (late.status_code, late.get_json(force=True)["type"]) == (412, "urn:bascule:stale")
    now = program.post(
        path, {"state": "accordee", "order_number": "A-1"}, headers={"If-Match": moved.headers["ETag"]}
    )
    assert now.get_json()["state"] == "accordee"


def test_of_several_tags_the_latest_is_what_was_seen(app, account):
    request, program = road_works.filed(account), caller(app)
    path, read = f"requests/{request.id}/moves", program.get(f"requests/{request.id}").headers["ETag"]
    moved = program.post(path, MOVE, headers={"If-Match": f'"other", {read}'})
    assert moved.status_code == 200
    both = f"{moved.headers['ETag']}, {read}"
    granted = {"state": "accordee", "order_number": "A-1"}
    assert program.post(path, granted, headers={"If-Match": f'{read}, "other"'}).status_code == 412
    assert program.post(path, granted, headers={"If-Match": both}).status_code == 200


def test_a_tag_that_is_none_of_ours_is_refused_and_a_star_means_whatever_stands(app, account):
    request, program = road_works.filed(account), caller(app)
    path = f"requests/{request.id}/moves"
    for tag in ('"x"', "1", '"x", "y"', '"99999999999-0000000000000000"', '"8-0000000000000000"'):
        assert program.post(path, MOVE, headers={"If-Match": tag}).status_code == 412
    assert program.post(path, MOVE, headers={"If-Match": "*"}).status_code == 200
