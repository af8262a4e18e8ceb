"""Where the bytes of files lie: a folder of this machine, the database, or what the console brings."""

from models.documents.stores.store import FileStore, Kept, NotKept

__all__ = ["FileStore", "Kept", "NotKept"]
