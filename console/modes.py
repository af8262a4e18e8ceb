"""Who may read our files: whoever runs the product, and nobody else of the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from config import Settings

FOLDER, FILE = 0o700, 0o600


def keep_private() -> None:
    """What this process and its children make from here on is theirs alone, whatever the umask was.

    SQLite gives its -wal and -shm the mode of the database, so theirs follows.
    """
    os.umask(0o777 & ~FOLDER)


def list_exposed(settings: Settings) -> list[Path]:
    """Files and folders of the installation that somebody else of the machine may read or write."""
    return [path for path in _ours(settings) if (mode := _mode(path)) is not None and mode & ~FOLDER]


def tighten(settings: Settings) -> int:
    """Takes from the others what an earlier version, or a copy by hand, left them; returns how many were.

    What belongs to another user of the machine stays as it is: `bascule doctor` names it.
    """
    exposed = list_exposed(settings)
    close(*exposed)
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
    """The instance with all that is in it, and what settings put elsewhere; links are not followed."""
    from sqlalchemy import make_url  # who keeps a server and a worker running has no use for it

    roots = [settings.instance]
    if settings.mail_folder is not None:
        roots.append(settings.mail_folder)
    if settings.is_sqlite and (database := make_url(settings.database_url).database):
        # Its folder may be everybody's when it is not the instance: only the files beside it are ours.
        place = Path(database)
        roots += [place, *place.parent.glob(f"{place.name}[-.]*")]
    seen: set[Path] = set()
    for root in roots:
        for path in (root, *root.rglob("*")) if root.is_dir() else (root,):
            if path not in seen and not path.is_symlink():
                seen.add(path)
                yield path
