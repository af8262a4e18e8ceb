"""The log in JSON: what was asked and what became of it, and no personal data."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from console import logs
from console.serving.server import Server
from models.kernel.base import db
from views.access import machine
from views.access.people import SignedIn

BALANCER = "lb-7f3a9c-0001"


@pytest.fixture
def lines(app, caplog):
    """The lines of this application's log, as JSON objects."""
    caplog.set_level(logging.INFO)
    handler, seen = logging.Handler(), []
    handler.setFormatter(logs.JsonLines())
    handler.emit = lambda record: seen.append(json.loads(handler.format(record)))
    logging.getLogger().addHandler(handler)
    yield seen
    logging.getLogger().removeHandler(handler)


def test_a_request_is_told_with_its_person_by_number_alone(lines, browser, agent):
    who = SignedIn(agent).id
    browser(agent).get("/console/concessions/?search=Dupont")
    line = lines[-1]
    assert (line["endpoint"], line["method"], line["status"]) == ("concessions.index_view", "GET", 200)
    assert f"{line['user_kind']}:{line['user_id']}" == who
    assert line["duration_ms"] > 0 and line["level"] == "info" and line["request_id"]
    text = json.dumps(line)
    assert agent.email not in text and agent.name not in text and "Dupont" not in text
    assert "127.0.0.1" not in text


def test_who_is_nobody_has_no_number_and_is_not_looked_up(lines, client):
    client.get("/sante/vif")
    assert lines[-1]["endpoint"] == "alive" and "user_id" not in lines[-1]


def test_the_balancers_number_is_taken_over_from_a_trusted_proxy_alone(lines, client, make_app):
    trusting = make_app(trusted_proxies="1").test_client()
    assert trusting.get("/sante/vif", headers={"X-Request-Id": BALANCER}).headers["X-Request-Id"] == BALANCER
    assert lines[-1]["request_id"] == BALANCER
    for bad in ("short", "x" * 65, 'a"b{c}d(e)f', "with a space in it"):
        assert trusting.get("/sante/vif", headers={"X-Request-Id": bad}).headers["X-Request-Id"] != bad
    assert client.get("/sante/vif", headers={"X-Request-Id": BALANCER}).headers["X-Request-Id"] != BALANCER


def test_an_exception_is_told_without_its_words():
    try:
        raise ValueError("Lucie Dupont, 0611223344")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    text = logs.JsonLines().format(record)
    assert "\n" not in text and "Dupont" not in text
    line = json.loads(text)
    assert line["error"] == "ValueError" and "test_logs.py" in line["way"][0]


def test_a_fault_of_ours_is_told_without_the_address_of_the_page(lines, app, monkeypatch):
    @machine
    def fail(**_):
        raise RuntimeError("words")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    rule = next(rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule)
    monkeypatch.setitem(app.view_functions, rule.endpoint, fail)
    app.test_client().get(rule.rule.replace("<token>", "a-secret-of-a-link"))
    [line] = [line for line in lines if line["level"] == "error"]
    assert (line["error"], rule.rule in line["message"]) == ("RuntimeError", True)
    assert "a-secret-of-a-link" not in json.dumps(lines)


def test_gunicorns_own_words_are_in_json_too(make_app, capfd):
    app = make_app(log_format="json")
    made = Server(app.extensions["bascule.settings"], ("portal",), "127.0.0.1", 0, 1)
    logger = made.cfg.logger_class(made.cfg)
    logger.warning("worker %d was lost", 7)
    assert json.loads(capfd.readouterr().err.splitlines()[-1])["message"] == "worker 7 was lost"


def test_a_level_or_a_format_that_nobody_knows_stops_the_start(bascule):
    refused = bascule("doctor", log_format="xml")
    assert refused.exit_code == 2
    assert refused.output.strip() == "BASCULE_LOG_FORMAT is 'xml': it must be one of text, json."
    assert bascule("doctor", log_level="loud").output.startswith("BASCULE_LOG_LEVEL is 'loud'")


def test_the_pool_of_connections_keeps_its_gossip_to_itself(app, caplog):
    caplog.set_level(logging.INFO)
    logs.begin(app.extensions["bascule.settings"])
    pool = db.engine.pool
    assert type(pool).__module__ == "console.telemetry.pool"
    assert not pool.logger.isEnabledFor(logging.INFO)
