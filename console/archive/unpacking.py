"""Unpacks an archive, and proves it whole before anything of the installation is touched."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Settings
from console import modes
from console.archive.content import FORMAT, MANIFEST, UNPROVED, Spoiled, digest_of, proof_of

UNPACKED = "restore-"
"""Begins the name of the folder where an archive is unpacked."""


@contextmanager
def opened(settings: Settings, path: Path, *, unproved: bool) -> Iterator[Path]:
    """The archive's files, unpacked beside the installation and proved whole.

    Raises `Spoiled` before anything of the installation is touched.
    """
    settings.instance.mkdir(parents=True, exist_ok=True)
    for left in settings.instance.glob(f"{UNPACKED}*"):  # by a restore that was killed: nobody else is here
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=settings.instance, prefix=UNPACKED) as work:
        try:
            with tarfile.open(path, "r:gz") as archive:
                archive.extractall(work, filter="data")
            modes.close(*Path(work).rglob("*"))  # an older archive brings other modes
            manifest = json.loads(Path(work, MANIFEST).read_text())
            files: dict[str, str] = manifest["files"]
        except (OSError, EOFError, ValueError, KeyError, tarfile.TarError) as problem:
            raise Spoiled(f"{path.name} is spoiled, or no archive ({type(problem).__name__}).") from None
        except Exception as problem:  # zlib's error shares no base with the others
            raise Spoiled(f"{path.name} is spoiled ({problem}).") from None
        found = {str(each.relative_to(work)) for each in Path(work).rglob("*") if not each.is_dir()}
        _must_be_ours(path.name, manifest, settings, unproved)
        if found != {MANIFEST, *files}:
            raise Spoiled(f"{path.name} is spoiled: it does not hold what it says.")
        for name, digest in files.items():
            if not _is(Path(work, name), digest):
                raise Spoiled(f"{path.name} is spoiled: {name} is not what was saved.")
        engine = "sqlite" if settings.is_sqlite else "postgresql"
        if manifest.get("format") not in (UNPROVED, FORMAT) or manifest.get("engine") != engine:
            raise Spoiled(f"{path.name} was made on {manifest.get('engine')}, and this is {engine}.")
        yield Path(work)


def _must_be_ours(name: str, manifest: dict[str, object], settings: Settings, unproved: bool) -> None:
    proof, digest = str(manifest.pop("proof", "")), manifest.pop("digest", None)
    if manifest.get("format") == UNPROVED and not proof:
        if not unproved:
            raise Spoiled(f"{name} is older than the proofs of archives: see `bascule restore --unproved`.")
        ours = digest == digest_of(manifest)
    else:
        ours = hmac.compare_digest(proof.encode(), proof_of(manifest, settings).encode())
    if not ours:
        raise Spoiled(f"{name} is spoiled, rewritten, or of another BASCULE_AUDIT_KEY.")


def _is(path: Path, digest: str) -> bool:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False
