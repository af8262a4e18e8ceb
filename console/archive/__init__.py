"""One archive of an installation: its database and documents, never its keys; proved before it is used."""

from console.archive.content import Loss, Spoiled
from console.archive.journey import incoming, outgoing
from console.archive.making import backup
from console.archive.papers import name_losses
from console.archive.restoring import restore

__all__ = ["Loss", "Spoiled", "backup", "incoming", "outgoing", "restore", "name_losses"]
