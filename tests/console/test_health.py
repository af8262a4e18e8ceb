"""The two addresses for machines."""

from models.kernel import jobs
from models.kernel.transactions import transaction


def test_a_new_house_is_well(client):
    answer = client.get("/sante")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "schema": "ok",
        "mail_backlog": 0,
        "worker_seen": None,
    }


def test_owed_work_without_a_worker_is_degraded_but_served(client):
    with transaction():
        jobs.enqueue("mail", {"mail": 1})
    answer = client.get("/sante")
    assert answer.status_code == 200
    assert answer.json["status"] == "degraded"
    jobs.beat("worker")
    assert client.get("/sante").json["status"] == "ok"
    assert client.get("/sante").json["worker_seen"]
