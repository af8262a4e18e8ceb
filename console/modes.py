"""Who may read our files: whoever runs the product, and nobody else of the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from config import Settings

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077
"""What a group and everybody may do."""

_FILES = ("keys.json", "demo.json", "running.lock")
_TREES = ("documents", "audit-heads", "restore-*")
"""What we write into the instance, beside the database and the mails: a checkout may lie there as well."""


def keep_private() -> None:
    """What this process and its children make from here on is theirs alone, whatever the umask was.

    SQLite gives its -wal and -shm the mode of the database, so theirs follows.
    """
    os.umask(0o777 & ~FOLDER)


def list_exposed(settings: Settings) -> list[Path]:
    """Files and folders of the installation that somebody else of the machine may read or write."""
    return [path for path in _ours(settings) if (mode := _mode(path)) is not None and mode & OTHERS]


def tighten(settings: Settings) -> int:
    """Takes from the others what an earlier version, or a copy by hand, left them; returns how many were.

    What we may do with a file ourselves, and what belongs to another user of the machine, stays as it is:
    `bascule doctor` names the latter.
    """
    exposed = list_exposed(settings)
    for path in exposed:
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
    return len(exposed)


def close(*paths: Path) -> None:
    """Leaves these files and folders to ourselves, as far as they are ours."""
    for path in paths:
        with suppress(OSError):
            path.chmod(FOLDER if path.is_dir() else FILE)


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except OSError:
        return None  # gone meanwhile, like a mail's draft


def _ours(settings: Settings) -> Iterator[Path]:
    """The instance and what we write into it, and what settings put elsewhere; links are not followed."""
    seen: set[Path] = set()
    for path in _written(settings):
        if path not in seen and not path.is_symlink():
            seen.add(path)
            yield path


def _written(settings: Settings) -> Iterator[Path]:
    from sqlalchemy import make_url  # who keeps a server and a worker running has no use for it

    instance = settings.instance
    yield instance
    yield from (instance / name for name in _FILES)
    for pattern in _TREES:
        for root in instance.glob(pattern):
            yield from (root, *root.rglob("*"))
    if (mails := settings.mail_folder) is not None:
        # Elsewhere it may be everybody's, like the folder of a database: only our files in it are ours.
        if mails.is_relative_to(instance):
            yield mails
        yield from mails.glob("*.eml")
    if settings.is_sqlite and (database := make_url(settings.database_url).database):
        place = Path(database)
        yield from (place, *place.parent.glob(f"{place.name}[-.]*"))
