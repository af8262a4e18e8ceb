"""Where the log goes and how its lines look: what the house does, and no gossip of its libraries."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime

from config import Settings

TALKATIVE = ("alembic", "httpx", "console.telemetry.pool")
"""Alembic tells its plug-ins at every start, httpx whole addresses, SQLAlchemy's pool each connection."""


class JsonLines(logging.Formatter):
    """One object a line: moment, level, where from, what, and the facts that the record bears.

    Of an exception its kind and its way are told, and not its words, which may hold what no log should.
    """

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            **_of_request(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            facts["error"] = record.exc_info[0].__name__
            facts["way"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(facts, ensure_ascii=False, default=str)


def begin(settings: Settings, layout: str = "%(asctime)s %(levelname)s %(message)s") -> None:
    """Writes to standard error from here on; called once, by whoever owns the process."""
    logging.basicConfig(level=settings.log_level.upper(), format=layout)
    if settings.log_format == "json":
        in_json(logging.getLogger().handlers)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def in_json(handlers: Iterable[logging.Handler]) -> None:
    """What goes through these handlers is JSON from here on."""
    for handler in handlers:
        handler.setFormatter(JsonLines())


def _of_request() -> dict[str, object]:
    from flask import g, has_request_context  # who keeps a server and a worker running has no use for it

    return {"request_id": g.request_id} if has_request_context() and "request_id" in g else {}
