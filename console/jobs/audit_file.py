"""The file into which the trail grows: whole lines, each once, whatever a kill or a restore left in it."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

BLOCK = 1024 * 1024


def append(lines: Sequence[str], path: Path, before: str) -> None:
    """Adds to the file those of the lines that it has not; half a line, which a kill left, is written anew.

    `before`: the digest of the event before them. Numbers begin again where an older backup was put back, so
    that an event is known by its digest, which holds all that came before it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        half = next(_backwards(file, size), b"")
        size -= len(half)
        file.truncate(size)
        wanted = {digest_of(line): line for line in lines}
        for digest in _list_since(before, file, size):
            wanted.pop(digest, None)
        file.seek(size)
        file.write(b"".join(map(encoded, wanted.values())))
        file.flush()
        os.fsync(file.fileno())


def digest_of(line: str | bytes) -> str:
    """The digest of the event that a line tells; nothing where it tells none."""
    try:
        return str(json.loads(line)["digest"])
    except (ValueError, KeyError, TypeError):
        return ""


def encoded(line: str) -> bytes:
    """A line as it leaves: what somebody wrote amiss into the database as it stands there."""
    return f"{line}\n".encode("utf-8", "surrogateescape")


def _list_since(before: str, file: BinaryIO, size: int) -> Iterator[str]:
    """What the file has after that event, the last first: usually nothing, since it ends with it."""
    digests = map(digest_of, _backwards(file, size))
    return itertools.takewhile(lambda digest: digest != before, digests)


def _backwards(file: BinaryIO, end: int) -> Iterator[bytes]:
    """What stands between the ends of lines, from there back: first what follows the last of them."""
    rest = b""
    while end > 0:
        start = max(end - BLOCK, 0)
        file.seek(start)
        rest, *lines = (file.read(end - start) + rest).split(b"\n")
        yield from reversed(lines)
        end = start
    yield rest
