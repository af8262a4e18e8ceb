"""What is asked of a place for files, wherever it is: the same tests hold all of them to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

BLOCK = 256 * 1024
"""Bytes that are taken or given at once."""


class NotKept(LookupError):
    """Nothing is kept under that key."""


@dataclass(frozen=True)
class Kept:
    """One file: its key, its size in bytes, when it was last put."""

    key: str
    size: int
    at: datetime


class FileStore(Protocol):
    """Keys are of our making, hexadecimal. What does not answer raises `StoreAway`, or what a disk raises."""

    name: str
    """As the setting has it."""

    def put(self, key: str, blocks: Iterable[bytes]) -> None:
        """Keeps a file, whole or not at all, safe from a crash on return; one that is there is replaced."""

    def read(self, key: str) -> Iterator[bytes]:
        """Its bytes, in blocks. Raises `NotKept`, before the first of them."""

    def find(self, key: str) -> Kept | None:
        """What is known of it, or None where there is none."""

    def delete(self, key: str, *, put_before: datetime | None = None) -> bool:
        """Lets it go, save one that was put since; says whether it did. One that is gone is no trouble."""

    def walk(self) -> Iterator[Kept]:
        """All of them, in no order that counts."""

    def check(self) -> str:
        """Whether it answers and takes files, in a few words; raises as the others do."""
