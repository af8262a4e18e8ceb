"""One archive of an installation: its database and documents, never its keys; proved before it is used."""

from console.archive.content import Spoiled
from console.archive.making import backup
from console.archive.restoring import restore

__all__ = ["Spoiled", "backup", "restore"]
