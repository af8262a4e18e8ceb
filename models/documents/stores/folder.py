"""Files in a folder of this machine, or one that all machines mount."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from models.documents.stores.store import BLOCK, Kept, NotKept

_KEY = re.compile(r"[0-9a-f]{2,64}")
_PART = ".part"

LEFT_AFTER = 24 * 3600
"""Seconds after which a part is what a crash left."""


class FolderStore:
    """Written aside, synced, renamed into place. `spread`: in folders by the first letters of the keys."""

    def __init__(self, folder: Path, *, spread: bool = True) -> None:
        self.name, self.folder, self._spread = "folder", folder, spread

    def path(self, key: str) -> Path:
        """Where a file lies."""
        return self.folder / key[:2] / key if self._spread else self.folder / key

    def put(self, key: str, blocks: Iterable[bytes]) -> None:
        """Keeps it under its key."""
        target = self.path(key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f"{key}.{secrets.token_hex(6)}{_PART}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.writelines(blocks)
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(target.parent)

    def read(self, key: str) -> Iterator[bytes]:
        """Its bytes."""
        try:
            file = open(self.path(key), "rb")
        except FileNotFoundError:
            raise NotKept(key) from None
        with file:
            while block := file.read(BLOCK):
                yield block

    def find(self, key: str) -> Kept | None:
        """What the folder knows of it."""
        try:
            found = self.path(key).stat()
        except FileNotFoundError:
            return None
        return Kept(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def delete(self, key: str, *, put_before: datetime | None = None) -> bool:
        """Lets it go."""
        found = self.find(key)
        if found is None or (put_before is not None and found.at >= put_before):
            return False
        self.path(key).unlink(missing_ok=True)
        return True

    def walk(self) -> Iterator[Kept]:
        """All files; what a crash left half written goes as it is met."""
        for path in self.folder.glob("*/*" if self._spread else "*"):
            if path.name.endswith(_PART):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < time.time() - LEFT_AFTER:
                        path.unlink()
            elif _KEY.fullmatch(path.name) and (found := self.find(path.name)) is not None:
                yield found

    def check(self) -> str:
        """Whether it can be written to."""
        nearest = next(path for path in (self.folder, *self.folder.parents) if path.exists())
        if not os.access(nearest, os.W_OK):
            raise PermissionError(f"{self.folder} cannot be written to")
        return f"the folder {self.folder}"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
