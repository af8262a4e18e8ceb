"""What a program has read already: an ETag tells the version of a row, and what is shown of it."""

from __future__ import annotations

import hashlib
import re

import msgspec
from flask import Response, request
from msgspec import Struct

from views.api.problems import Problem

_TAG = re.compile(r'(?:W/)?"(\d+)-[0-9a-f]{16}(?::[a-z]+)?"')
"""Ours; compressed on its way, an answer bears the way's name behind the colon."""

Answer = Response | tuple[Struct, int, dict[str, str]]


def shown(row: Struct, version: int, *, status: int = 200, location: str = "") -> Answer:
    """The row with its ETag; a 304 to whoever has that already."""
    digest = hashlib.sha256(msgspec.json.encode(row)).hexdigest()[:16]
    tag = f'"{version}-{digest}"'
    headers = {"ETag": tag, **({"Location": location} if location else {})}
    if request.method in ("GET", "HEAD") and _plain(tag) in map(_plain, _sent("If-None-Match")):
        return Response(status=304, headers=headers)
    return row, status, headers


def version_seen() -> int | None:
    """The version that `If-Match` tells; None where whatever stands is meant. No tag of ours is a 412.

    Of several the latest is meant: versions grow, so who has seen it knows that the others are over.
    """
    sent = _sent("If-Match")
    if not sent or sent == ["*"]:
        return None
    versions = [int(tag[1]) for tag in map(_TAG.fullmatch, sent) if tag is not None and len(tag[1]) < 10]
    if not versions:
        raise Problem(412)
    return max(versions)


def _sent(name: str) -> list[str]:
    return [tag.strip() for tag in request.headers.get(name, "").split(",") if tag.strip()]


def _plain(tag: str) -> str:
    return re.sub(r':[a-z]+"$', '"', tag.removeprefix("W/"))
