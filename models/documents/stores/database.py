"""Files in the database, in rows of a quarter of a megabyte: all hosts see them, and one backup has all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.documents.stores.store import BLOCK, Kept, NotKept
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime

PAGE = 1_000
"""Rows that a walk reads at once."""


class StoredFile(Base):
    """One file that is kept in the database."""

    __tablename__ = "stored_files"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    put_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoredChunk(Base):
    """A part of its bytes, by its place from 0; it goes with its file."""

    __tablename__ = "stored_chunks"

    key: Mapped[str] = mapped_column(ForeignKey("stored_files.key", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class DatabaseStore:
    """`space`: what keeps apart the files of two purposes."""

    def __init__(self, space: str) -> None:
        self.name, self._space = "database", f"{space}/"

    def put(self, key: str, blocks: Iterable[bytes]) -> None:
        """In one transaction, of its own unless one is open: readers see all of it, or nothing."""
        full, size = self._space + key, 0
        with transaction() as session:
            lock(f"file:{full}")
            session.execute(delete(StoredFile).where(StoredFile.key == full), execution_options=_PLAIN)
            session.execute(insert(StoredFile).values(key=full, size=0, put_at=now()))
            for place, data in enumerate(_even(blocks)):
                session.execute(insert(StoredChunk).values(key=full, place=place, data=data))
                size += len(data)
            changed = update(StoredFile).where(StoredFile.key == full).values(size=size)
            session.execute(changed, execution_options=_PLAIN)

    def read(self, key: str) -> Iterator[bytes]:
        """Its bytes, a row at a time."""
        found, place = self.find(key), 0
        if found is None:
            raise NotKept(key)
        query = select(StoredChunk.data).where(StoredChunk.key == self._space + key)
        while (data := db.session.scalar(query.where(StoredChunk.place == place))) is not None:
            yield data
            place += 1

    def find(self, key: str) -> Kept | None:
        """What its row says."""
        query = select(StoredFile.size, StoredFile.put_at).where(StoredFile.key == self._space + key)
        found = db.session.execute(query).one_or_none()
        return None if found is None else Kept(key, found.size, found.put_at)

    def delete(self, key: str, *, put_before: datetime | None = None) -> bool:
        """In one statement: what is put meanwhile stays."""
        query = delete(StoredFile).where(StoredFile.key == self._space + key)
        if put_before is not None:
            query = query.where(StoredFile.put_at < put_before)
        with transaction() as session:
            gone = session.execute(query.returning(StoredFile.key), execution_options=_PLAIN).all()
        return bool(gone)

    def walk(self) -> Iterator[Kept]:
        """All of its space, a page of rows at a time."""
        after, end = self._space, self._space[:-1] + "0"  # the sign after the slash
        while True:
            query = select(StoredFile.key, StoredFile.size, StoredFile.put_at)
            page = db.session.execute(
                query.where(StoredFile.key > after, StoredFile.key < end).order_by(StoredFile.key).limit(PAGE)
            ).all()
            yield from (Kept(row.key.removeprefix(self._space), row.size, row.put_at) for row in page)
            if len(page) < PAGE:
                return
            after = page[-1].key

    def check(self) -> str:
        """Whether its table is there."""
        db.session.execute(select(StoredFile.key).limit(1)).first()
        return "the database"


_PLAIN = {"synchronize_session": False}


def _even(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of our length, whatever the lengths that they come in."""
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) >= BLOCK:
            yield bytes(held[:BLOCK])
            del held[:BLOCK]
    if held:
        yield bytes(held)
