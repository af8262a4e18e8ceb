"""What the suite does not pay for again and again: slow passwords, compiling, searches for garbage."""

from __future__ import annotations

import gc
from functools import cache
from typing import Any

import argon2
import jinja2
import pytest
from zxcvbn import zxcvbn

from models.values import passwords
from models.values.text import fold
from tests.support.people import PRO_PASSWORD, STAFF_PASSWORD

HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The real parameters cost 50 ms a password, thousands of times."""


@cache
def _weighed(password: str) -> dict[str, Any]:
    return dict(zxcvbn(password))


def _weigh(password: str, user_inputs: list[str]) -> dict[str, Any]:
    """The passwords of the suite's own people hold no word of theirs: one weight serves all of them."""
    if password in (PRO_PASSWORD, STAFF_PASSWORD) and not any(w in fold(password) for w in user_inputs):
        return _weighed(password)
    return dict(zxcvbn(password, user_inputs=user_inputs))


def cheap_passwords(patch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing, and one look at the passwords that thousands of tests give their people."""
    patch.setattr(passwords, "_hasher", HASHER)
    patch.setattr(passwords, "zxcvbn", _weigh)


class Compiled(jinja2.BytecodeCache):
    """Templates compiled once a process, for all the applications that its tests make."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = Compiled()


def rare_searches_for_garbage() -> None:
    """What is loaded now stays to the end: Python need not go through all of it every few hundred rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
