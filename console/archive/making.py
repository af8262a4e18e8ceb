"""Makes the archive, while servers and workers go on."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from pathlib import Path

from config import Settings
from console.archive import postgresql, sqlite
from console.archive.content import (
    FORMAT,
    MANIFEST,
    proof_of,
    sync,
)
from models.kernel.base import db
from models.kernel.clock import now
from models.storage import revisions


def backup(settings: Settings, path: Path) -> int:
    """Writes the archive of a running or stopped installation; returns the number of files in it.

    The database first, then the documents: a document is stored before the row that names it.
    """
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="backup-") as work:
        draft = Path(work, "archive")  # in a folder for us alone: it holds names and addresses
        _write(settings, draft, digests)
        draft.chmod(0o600)
        draft.replace(path)
        sync(path.parent)
    return len(digests)


def _write(settings: Settings, draft: Path, digests: dict[str, str]) -> None:
    with open(draft, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            dump = sqlite.dump if settings.is_sqlite else postgresql.dump
            for name, source in dump(settings, draft.parent):
                _put(archive, name, source, digests)
            for source in sorted(settings.documents.rglob("*")) if settings.documents.is_dir() else ():
                if source.is_file() and not source.name.endswith(".part"):
                    _put(archive, f"documents/{source.relative_to(settings.documents)}", source, digests)
            facts = {
                "format": FORMAT,
                "made_at": now().isoformat(),
                "engine": "sqlite" if settings.is_sqlite else "postgresql",
                "schema": revisions.current(db.session.connection()),
                "files": digests,
            }
            manifest = json.dumps({**facts, "proof": proof_of(facts, settings)}, indent=1).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size = len(manifest)
            archive.addfile(info, io.BytesIO(manifest))
        file.flush()
        os.fsync(file.fileno())


def _put(archive: tarfile.TarFile, name: str, source: Path, digests: dict[str, str]) -> None:
    with open(source, "rb") as file:
        digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
    info = archive.gettarinfo(source, name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    with open(source, "rb") as file:
        archive.addfile(info, file)
