"""A server of one thread that answers what it was sent: `python -m tests.support.servers.echo PORT`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from gunicorn.app.base import BaseApplication

from console.serving.whole_requests import Worker

BIG = 30_000_000


def answer(environ: dict[str, Any], begin: Any) -> Iterable[bytes]:
    """The method, the path and the length of the body; at `/big` much more than any kernel keeps."""
    if environ["PATH_INFO"] == "/big":
        begin("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(BIG))])
        return (b"x" * 100_000 for _ in range(BIG // 100_000))
    if environ["PATH_INFO"] == "/broken":
        begin("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "9")])
        return _broken()
    if environ["PATH_INFO"] == "/unread":
        text = b"not read"
    elif environ["PATH_INFO"] == "/pid":
        text = str(os.getpid()).encode()
    else:
        body = environ["wsgi.input"].read()
        text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)} {body[-3:].decode()}".encode()
    begin("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]


def _broken() -> Iterator[bytes]:
    yield b"half"
    raise LookupError("the database is gone")


class Echo(BaseApplication):  # type: ignore[misc]
    """gunicorn with our worker and one thread."""

    def load_config(self) -> None:
        options = {
            "bind": f"127.0.0.1:{sys.argv[1]}",
            "worker_class": Worker,
            "threads": 1,
            "worker_connections": 40,
            "keepalive": 5,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return answer


if __name__ == "__main__":
    Echo().run()
