"""A write that may be sent again: the same `Idempotency-Key` makes one thing, and stands for one body."""

from __future__ import annotations

import re

from flask import request

from models.staff import machines
from views import access
from views.api.problems import Problem

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def submission() -> str | None:
    """Under what the operation knows this write again; None where the program named none."""
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return None
    if not _KEY.fullmatch(name):
        raise Problem(400)
    body = f"{request.method} {request.path}\n".encode() + request.get_data()
    return machines.claim(access.calling_key(), name, body)
