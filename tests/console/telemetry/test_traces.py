"""Traces as a collector receives them: what they say, what they never say, and that it may be away."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from console.jobs.kinds import JOBS
from console.jobs.worker import Worker
from models.kernel import jobs
from models.kernel.transactions import transaction
from tests.support import people

ABOVE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""What a proxy says of the trace that it began (W3C Trace Context)."""


class Collector(ThreadingHTTPServer):
    """Receives OTLP over HTTP, as a collector does."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Receiver)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def spans(self):
        found = []
        for body in self.bodies:
            message = ExportTraceServiceRequest.FromString(body)
            found += [span for r in message.resource_spans for s in r.scope_spans for span in s.spans]
        return found

    def of(self, name):
        [span] = [span for span in self.spans if span.name == name]
        return span, {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces" and self.headers["Content-Type"] == "application/x-protobuf"
        packed = self.headers.get("Content-Encoding") == "gzip"
        self.server.bodies.append(gzip.decompress(body) if packed else body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def collector():
    made = Collector()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def traced(make_app, collector):
    """An application that tells this collector; its sender ends with the test."""
    app = make_app(traces=f"http://127.0.0.1:{collector.server_port}", trusted_proxies="1")
    yield app
    app.extensions["bascule.traces"].close()


def test_a_page_is_a_span_and_its_statements_are_spans_below_it(traced, collector, agent):
    page = people.browser(traced, agent).get(
        "/console/concessions/?search=Motdepasse42", headers={"traceparent": ABOVE}
    )
    assert page.status_code == 200
    assert traced.extensions["bascule.traces"].flush()
    span, facts = collector.of("GET concessions.index_view")
    assert span.trace_id.hex() == ABOVE.split("-")[1] and span.parent_span_id.hex() == ABOVE.split("-")[2]
    assert (facts["http.route"], facts["http.response.status_code"]) == ("/console/concessions/", 200)
    below = [each for each in collector.spans if each.parent_span_id == span.span_id]
    assert len(below) > 2
    assert {"SELECT"} <= {each.name for each in below}
    assert not any(b"Motdepasse42" in body or b"motdepasse42" in body for body in collector.bodies)


def test_a_stranger_names_no_trace_and_probes_leave_none(make_app, collector):
    app = make_app(traces=f"http://127.0.0.1:{collector.server_port}")
    app.test_client().get("/connexion", headers={"traceparent": ABOVE})
    app.test_client().get("/sante")
    assert app.extensions["bascule.traces"].flush()
    app.extensions["bascule.traces"].close()
    spans = [span for span in collector.spans if not span.parent_span_id]
    assert len(spans) == 1 and spans[0].trace_id.hex() != ABOVE.split("-")[1]


def test_a_job_is_a_span_and_one_that_fails_says_its_faults_name_alone(traced, collector, monkeypatch):
    def fail(job, context):
        raise KeyError("léa@example.org")

    monkeypatch.setitem(JOBS, "mail", fail)
    with transaction():
        jobs.enqueue("mail", {"mail": 1})
    Worker(traced).run_once()
    assert traced.extensions["bascule.traces"].flush()
    span, facts = collector.of("job mail")
    assert facts["error.type"] == "KeyError" and span.status.code == 2
    assert not any("léa@".encode() in body for body in collector.bodies)


@pytest.mark.one_engine
def test_a_collector_that_is_away_keeps_no_page_waiting(traced, collector):
    collector.shutdown()
    collector.server_close()
    assert traced.test_client().get("/connexion").status_code == 200


def test_without_the_setting_nothing_listens(app):
    assert "bascule.traces" not in app.extensions
