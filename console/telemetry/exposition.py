"""`/metrics`: the figures as Prometheus reads them, for this machine or for whoever holds the token."""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from config import Settings
from console.telemetry.measures import OWN, note_wait
from console.telemetry.shared import SETTING
from console.telemetry.state import State
from models.kernel.waiting import measured
from setting_values import is_loopback
from views.access import machine

FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


def install(app: Flask) -> None:
    """Adds `/metrics`."""
    listen()
    app.add_url_rule("/metrics", "metrics", answer_metrics)


def listen() -> None:
    """Hears from here on what the models wait for."""
    measured.add_listener(note_wait)


@machine
def answer_metrics() -> Response:
    """Prometheus text; to a stranger there is nothing at this address."""
    settings: Settings = current_app.extensions["bascule.settings"]
    is_from_here = is_loopback(request.remote_addr or "") and not any(
        name in request.headers for name in FORWARDING
    )
    if not is_from_here and not holds_token(request.headers.get("Authorization", ""), settings):
        abort(404)
    return Response(kept() + read_now(), content_type=CONTENT_TYPE_LATEST)


def holds_token(header: str, settings: Settings) -> bool:
    """Whether `Authorization` says the token of the settings, where there is one."""
    token = settings.metrics_token
    return bool(token) and hmac.compare_digest(header.encode(), f"Bearer {token}".encode())


def kept() -> bytes:
    """What the processes of this server keep, summed up; or this process alone."""
    folder = os.environ.get(SETTING)
    if folder is None:
        return generate_latest(OWN)
    _bury(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def read_now() -> bytes:
    """What the database says."""
    registry = CollectorRegistry()
    registry.register(State())
    return generate_latest(registry)


def _bury(folder: Path) -> None:
    """What a process that died was doing goes; what it did stays counted."""
    for path in folder.glob("gauge_live*_*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdigit() and not Path("/proc", number).exists():
            with suppress(FileNotFoundError):  # another process was quicker
                mark_process_dead(int(number), path=str(folder))  # type: ignore[no-untyped-call]
