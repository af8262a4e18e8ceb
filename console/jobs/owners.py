"""Names a process so that another one on the same machine can tell whether it still lives."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def own_name() -> str:
    """The name of this process: machine, number, and when it began, since numbers are given again."""
    return f"{_machine()}:{os.getpid()}:{_began(os.getpid()) or secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether that process is dead for certain; of another machine's nothing is certain."""
    machine, _, rest = owner.partition(":")
    number, _, began = rest.partition(":")
    if machine != _machine() or not number.isdigit() or not began.isdigit():
        return False
    return _began(int(number)) != began


@cache
def _machine() -> str:
    # Two containers may bear one name and number their processes alike: the namespace tells them apart.
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = os.stat(_PROC / "self/ns/pid").st_ino
    except OSError:
        return secrets.token_hex(8)
    return hashlib.sha256(f"{socket.gethostname()} {boot} {space}".encode()).hexdigest()[:16]


def _began(number: int) -> str | None:
    try:
        status = (_PROC / str(number) / "stat").read_text()
    except OSError:
        return None
    fields = status.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else fields[19]
