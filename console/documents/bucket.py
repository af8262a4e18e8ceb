"""Files on a server that speaks S3: Amazon's, MinIO, Ceph, Garage, or what a host offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from models.documents.stores import Kept, NotKept
from models.documents.stores.store import BLOCK
from models.kernel.waiting.outages import StoreAway
from setting_services import Objects
from setting_values import SettingError

if TYPE_CHECKING:
    from obstore.store import S3Config

try:
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import S3Store
except ImportError:
    raise SettingError("s3:// needs the package obstore: install `bascule[s3]`.") from None

WAIT = "10s"
"""For an answer; a large file is many of them."""

PATIENCE = timedelta(seconds=20)
"""With all tries again."""

PART = 8 * 1024 * 1024
"""Bytes of a file that go as one; a longer one goes in several, and is there once all are."""


def connect(objects: Objects, bucket: str) -> S3Store:
    """A client of one bucket; nothing is asked yet."""
    config: S3Config = {"region": objects.region}
    if objects.endpoint:
        config["endpoint"] = objects.endpoint
    if objects.key and objects.secret:
        config |= {"access_key_id": objects.key, "secret_access_key": objects.secret}
    return S3Store(
        bucket,
        config=config,
        client_options={"allow_http": True, "timeout": WAIT, "connect_timeout": "5s"},
        retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
    )


@contextmanager
def answering() -> Iterator[None]:
    """What the client raises becomes `StoreAway`, save its `FileNotFoundError`."""
    try:
        yield
    except BaseError as problem:
        words = str(problem).strip().splitlines()
        raise StoreAway(
            f"the file server: {words[0][:200] if words else type(problem).__name__}"
        ) from problem


class BucketStore:
    """Objects under a prefix of one bucket, which must be this installation's alone."""

    def __init__(self, objects: Objects, name: str, space: str) -> None:
        parts = urlsplit(name)
        self.name, self._root = name, f"{parts.path.strip('/')}/{space}/".lstrip("/")
        self._client = connect(objects, parts.netloc)

    def _place(self, key: str) -> str:
        return f"{self._root}{key}"

    def put(self, key: str, blocks: Iterable[bytes]) -> None:
        """An object is there once all of it has come; a small one comes in one go."""
        rest, first = iter(blocks), bytearray()
        for block in rest:
            first += block
            if len(first) > PART:
                break
        whole = bytes(first) if len(first) <= PART else chain((bytes(first),), rest)
        with answering():
            obstore.put(self._client, self._place(key), whole, chunk_size=PART)

    def read(self, key: str) -> Iterator[bytes]:
        """Its bytes as they come."""
        with answering():
            try:
                found = obstore.get(self._client, self._place(key))
            except FileNotFoundError:
                raise NotKept(key) from None
            for block in found.stream(min_chunk_size=BLOCK):
                yield bytes(block)

    def find(self, key: str) -> Kept | None:
        """What its head says."""
        with answering():
            try:
                found = obstore.head(self._client, self._place(key))
            except FileNotFoundError:
                return None
        return Kept(key, found["size"], found["last_modified"])

    def delete(self, key: str, *, put_before: datetime | None = None) -> bool:
        """The server knows no condition: what is put between the question and the deletion goes too."""
        found = self.find(key)
        if found is None or (put_before is not None and found.at >= put_before):
            return False
        with answering():
            obstore.delete(self._client, self._place(key))
        return True

    def walk(self) -> Iterator[Kept]:
        """A page of the listing at a time."""
        with answering():
            for page in obstore.list(self._client, self._root):
                for found in page:
                    key = found["path"].rpartition("/")[2]
                    yield Kept(key, found["size"], found["last_modified"])

    def check(self) -> str:
        """Asks for the first object: of a bucket that is missing, or not ours, the server says so."""
        with answering():
            try:
                next(iter(obstore.list(self._client, self._root, chunk_size=1)), None)
            except FileNotFoundError:
                raise StoreAway(f"the file server has no bucket for {self.name}") from None
        return self.name


def send(client: S3Store, key: str, path: Path) -> None:
    """Puts a file of this machine there, whole or not at all, whatever its length."""
    with answering(), open(path, "rb") as file:
        obstore.put(client, key, file, chunk_size=PART)


def fetch(client: S3Store, key: str, path: Path) -> bool:
    """Brings an object into a file of this machine; False where there is none."""
    with answering(), open(path, "wb") as file:
        try:
            found = obstore.get(client, key)
        except FileNotFoundError:
            return False
        file.writelines(found.stream(min_chunk_size=BLOCK))
    return True
