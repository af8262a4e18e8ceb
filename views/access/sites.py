"""Which of the two sites an address belongs to: the console under its own path, the portal elsewhere."""

from __future__ import annotations

from flask import request


def in_console() -> bool:
    """Whether the address stands under the console's path."""
    return is_console(request.path)


def is_console(path: str) -> bool:
    """Whether a path stands under the console's path."""
    return path == "/console" or path.startswith("/console/")
