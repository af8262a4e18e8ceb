"""Makes the archive, while servers and workers go on."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config import Settings
from console.archive import postgresql, sqlite
from console.archive.content import FORMAT, MANIFEST, Loss, proof_of, sync, tables
from console.archive.papers import Gathering, Named
from models.kernel.base import db
from models.kernel.clock import now
from models.storage import revisions


@dataclass(frozen=True)
class Made:
    """An archive: the number of files in it, and the documents that it lacks since they are lost."""

    files: int
    losses: list[Loss]


def backup(settings: Settings, path: Path) -> Made:
    """Writes the archive of a running or stopped installation, even where documents are lost: they are told.

    The database first, then the documents: a document is stored before the row that names it.
    """
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="backup-") as work:
        draft = Path(work, "archive")  # in a folder for us alone: it holds names and addresses
        gathering = _write(settings, draft, digests)
        draft.chmod(0o600)
        draft.replace(path)
        sync(path.parent)
    return Made(len(digests), gathering.losses)


def _write(settings: Settings, draft: Path, digests: dict[str, str]) -> Gathering:
    with open(draft, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            dump = sqlite.dump if settings.is_sqlite else postgresql.dump
            named: list[Named] = []
            for name, source in dump(settings, draft.parent, named):
                _put(archive, name, source, digests)
            gathering = Gathering(named)
            for document, content in gathering.walk():
                _add(archive, document.place, content)
                digests[document.place] = document.sha256
            facts = {
                "format": FORMAT,
                "made_at": now().isoformat(),
                "engine": "sqlite" if settings.is_sqlite else "postgresql",
                "schema": revisions.current(db.session.connection()),
                "columns": tables(),
                "files": digests,
                **gathering.facts(),
            }
            manifest = json.dumps({**facts, "proof": proof_of(facts, settings)}, indent=1).encode()
            _add(archive, MANIFEST, io.BytesIO(manifest))
        file.flush()
        os.fsync(file.fileno())
    return gathering


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = content.seek(0, io.SEEK_END), 0o600
    content.seek(0)
    archive.addfile(info, content)


def _put(archive: tarfile.TarFile, name: str, source: Path, digests: dict[str, str]) -> None:
    with open(source, "rb") as file:
        digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
    info = archive.gettarinfo(source, name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    with open(source, "rb") as file:
        archive.addfile(info, file)
