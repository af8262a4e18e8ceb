"""Traces for whoever collects them by OTLP: a span for each page, job and statement. Off, nothing is loaded.

Ours and not the libraries' own: those would send addresses, which hold links' secrets and what people seek.
What a span says is named by us: endpoint, rule, status, the text of a statement without its values.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask, Response, g, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from config import Settings
from setting_values import SettingError
from views.access import request_id

try:
    from opentelemetry import context as contexts
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:
    raise SettingError("BASCULE_TRACES needs OpenTelemetry: install requirements/traces.txt.") from None

QUIET = frozenset({"static", "health", "alive", "metrics"})
"""Asked by machines every few seconds, or of no interest."""

LONGEST = 2_000
"""Letters of a statement that are sent."""

_SPANS = "bascule.spans"


class Tracing:
    """The spans of this process: its tracer is made at the first one, in a process that forks no more."""

    def __init__(self, collector: str) -> None:
        self._endpoint = f"{collector}/v1/traces"
        self._guard = threading.Lock()
        self._made: tuple[int, TracerProvider, Tracer] | None = None

    @property
    def tracer(self) -> Tracer:
        """What begins spans; its sender is a thread, which a fork would lose."""
        made = self._made
        if made is None or made[0] != os.getpid():
            with self._guard:
                made = self._made
                if made is None or made[0] != os.getpid():
                    made = self._made = self._make()
        return made[2]

    def _make(self) -> tuple[int, TracerProvider, Tracer]:
        named = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": "bascule"}
        provider = TracerProvider(resource=Resource.create({**named, "process.pid": os.getpid()}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=self._endpoint)))
        return os.getpid(), provider, provider.get_tracer("bascule")

    def flush(self) -> bool:
        """Sends what waits; whether it arrived in time."""
        return self._made is None or self._made[1].force_flush(5_000)

    def close(self) -> None:
        """Ends the sender; the next span makes another."""
        made, self._made = self._made, None
        if made is not None:
            made[1].shutdown()

    @contextmanager
    def job(self, kind: str) -> Iterator[None]:
        """The block in which a job is done."""
        with self.tracer.start_as_current_span(
            f"job {kind}", kind=SpanKind.CONSUMER, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as trouble:
                _fail(span, trouble)
                raise


def install(app: Flask, settings: Settings, engines: Mapping[str | None, Engine]) -> None:
    """From here on statements are told, and with `of_pages` pages; for settings that name a collector."""
    assert settings.traces is not None
    tracing = app.extensions["bascule.traces"] = Tracing(settings.traces)
    for name, engine in engines.items():
        _listen(tracing, name or "primary", engine)


def of_pages(app: Flask, settings: Settings) -> None:
    """A span for each request, the child of a proxy's where proxies are trusted."""
    tracing: Tracing = app.extensions["bascule.traces"]

    @app.before_request
    def begin() -> None:
        if request.endpoint in QUIET:
            return
        above = TraceContextTextMapPropagator().extract(request.headers) if settings.trusted_proxies else None
        attributes = {"http.request.method": request.method, "bascule.request_id": request_id()}
        if request.url_rule is not None:
            attributes["http.route"] = request.url_rule.rule
        span = tracing.tracer.start_span(
            f"{request.method} {request.endpoint or 'none'}", above, SpanKind.SERVER, attributes
        )
        g.span = span, contexts.attach(trace.set_span_in_context(span))

    @app.after_request
    def note(response: Response) -> Response:
        if "span" in g:
            g.span[0].set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                g.span[0].set_status(StatusCode.ERROR)
        return response

    @app.teardown_request
    def end(trouble: BaseException | None) -> None:
        if "span" in g:
            span, token = g.pop("span")
            if trouble is not None:
                _fail(span, trouble)
            span.end()
            contexts.detach(token)


def _fail(span: Span, trouble: BaseException) -> None:
    # Its name alone: the words of an exception may hold what nobody else should read.
    span.set_attribute("error.type", type(trouble).__name__)
    span.set_status(StatusCode.ERROR)


def _listen(tracing: Tracing, name: str, engine: Engine) -> None:
    def begin(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        spans = connection.info.setdefault(_SPANS, [])
        if not trace.get_current_span().is_recording():
            spans.append(None)  # nobody asked: not part of a page or a job
            return
        words = statement.split(None, 1)[0].upper() if statement.strip() else "NOTHING"
        attributes = {
            "db.system.name": engine.dialect.name,
            "db.operation.name": words,
            "db.query.text": statement[:LONGEST],
            "bascule.database": name,
        }
        spans.append(tracing.tracer.start_span(words, kind=SpanKind.CLIENT, attributes=attributes))

    def end(connection: Connection, *_: object) -> None:
        if spans := connection.info.get(_SPANS):
            span = spans.pop()
            if span is not None:
                span.end()

    def fail(trouble: ExceptionContext) -> None:
        if trouble.connection is None or not (spans := trouble.connection.info.get(_SPANS)):
            return
        span = spans.pop()
        if span is not None:
            _fail(span, trouble.original_exception)
            span.end()

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)
