"""Where files lie, as the settings say: a folder, the database, a server that speaks S3."""

from __future__ import annotations

from enum import StrEnum

from config import Settings
from models.documents.stores import FileStore
from models.documents.stores.database import DatabaseStore
from models.documents.stores.folder import FolderStore


class Space(StrEnum):
    """What keeps apart the files of two purposes in one place."""

    DOCUMENTS = "documents"
    IMPORTS = "imports"
    """Files that wait to be taken in; they hold codes, so no archive has them."""


def build(settings: Settings, name: str, space: Space = Space.DOCUMENTS) -> FileStore:
    """The place of that name (`config.store_name`)."""
    if name == "folder":
        if space is Space.IMPORTS:
            return FolderStore(settings.imports, spread=False)
        return FolderStore(settings.documents_folder)
    if name == "database":
        return DatabaseStore(space.value)
    # Only here: an installation that has no such server needs no client of it.
    from console.documents.bucket import BucketStore

    return BucketStore(settings.objects, name, space.value)
