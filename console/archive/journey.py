"""How an archive comes from, and goes to, where it is kept: a path, or a server that speaks S3."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click

from config import Settings
from console.archive.content import Spoiled


@contextmanager
def outgoing(settings: Settings, place: str) -> Iterator[Path]:
    """Where to write an archive; at the end of the block it is sent, whole, to the place where it is kept."""
    if not place.startswith("s3://"):
        path = Path(place).absolute()
        if path.is_dir() or not path.parent.is_dir():
            raise click.UsageError(f"{place} is no place for a file.")
        yield path
        return
    from console.documents.bucket import connect, send

    bucket, key = _split(place)
    with tempfile.TemporaryDirectory(dir=settings.instance, prefix="backup-") as folder:
        path = Path(folder, "archive")
        yield path
        send(connect(settings.objects, bucket), key, path)


@contextmanager
def incoming(settings: Settings, place: str) -> Iterator[Path]:
    """The archive that is kept there. Raises `Spoiled` where a server has none."""
    if not place.startswith("s3://"):
        if not Path(place).is_file():
            raise click.UsageError(f"{place} is no file.")
        yield Path(place)
        return
    from console.documents.bucket import connect, fetch

    bucket, key = _split(place)
    settings.instance.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.instance, prefix="backup-") as folder:
        path = Path(folder, "archive")
        if not fetch(connect(settings.objects, bucket), key, path):
            raise Spoiled(f"{place} is not there.")
        yield path


def _split(place: str) -> tuple[str, str]:
    parts = urlsplit(place)
    if not parts.netloc or not parts.path.strip("/") or place.endswith("/"):
        raise click.UsageError(f"{place} must be s3://bucket/key.")
    return parts.netloc, parts.path.strip("/")
