"""Documents: uploaded files, known by their content; their bytes lie in a store."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models import audit
from models.audit import AuditAction
from models.documents import contents, pictures
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.transactions import in_transaction, transaction
from models.kernel.types import BigId, UtcDateTime

LARGEST = 10 * 1024 * 1024
"""Bytes in one document."""

SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""What the first bytes must be: a name and a declared type prove nothing."""


ENDS = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}
"""How the name of a document of each type ends."""

LONGEST_NAME = 160
_NO_NAME = str.maketrans(dict.fromkeys('<>:"|?*', "-"))
"""What some disks cannot hold in a name."""


class DocumentRefused(DomainError):
    """Not a PDF, PNG or JPEG by its content, empty, or too large (`why`: type, empty, size, pixels)."""

    field = "document"


class Document(Base):
    """One uploaded file; its bytes lie under its digest in the store (`contents`)."""

    __tablename__ = "documents"
    audit_kind = "document"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    content_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.name


def shown_name(name: str) -> str:
    """The last part of a file name, without what cannot be seen or kept on a disk."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(ch for ch in last if ch.isprintable()).translate(_NO_NAME).strip(". ") or "document"


def safe_name(name: str, kind: str) -> str:
    """How a document of that type is called: its name as it may be shown, ending as its type does.

    It is shown and given to whoever saves the file, never used as a path. Its end is ours: a file saved as
    `plan.html` would be opened by a browser, as a page of the reader's own disk.
    """
    plain, ends = shown_name(name), ENDS[kind]
    theirs = next((len(end) for end in ends if plain.lower().endswith(end)), 0)
    stem = plain[: len(plain) - theirs].rstrip(". ") or "document"
    end = plain[len(plain) - theirs :] or ends[0]
    return stem[: LONGEST_NAME - len(end)].rstrip(". ") + end


def content_type(data: bytes) -> str:
    """The type that the content shows; raises `DocumentRefused`."""
    if not data:
        raise DocumentRefused(why="empty")
    if len(data) > LARGEST:
        raise DocumentRefused(why="size")
    for start, kind in SIGNATURES.items():
        if data.startswith(start):
            if pictures.is_huge(data):
                raise DocumentRefused(why="pixels")
            return kind
    raise DocumentRefused(why="type")


def store(name: str, data: bytes, *, actor: Actor) -> Document:
    """Keeps a file: its bytes first, safe from a crash, then its row. Raises `DocumentRefused`.

    Outside any transaction: no store is waited for inside one. What a crash leaves in between has no row,
    and is swept (`forgetting.sweep_orphans`). Bytes that are there already are put anew: they are young
    again, which `forgetting` leaves alone, and sound again, should they have been spoiled.
    """
    if in_transaction():
        raise RuntimeError("a document is stored before the transaction that refers to it")
    kind, digest = content_type(data), hashlib.sha256(data).hexdigest()
    document = Document(
        name=safe_name(name, kind), content_type=kind, size=len(data), sha256=digest, created_at=now()
    )
    contents.installed().put(digest, (data,))
    with transaction() as session:
        session.add(document)
        session.flush()
    return document


def record_look(document: Document, *, company: Base | int | None, actor: Actor) -> None:
    """Leaves the event of whoever opens it; `company` is the one that it proves something of."""
    with transaction():
        audit.record(AuditAction.DOCUMENT_VIEWED, document, actor=actor, company=company)


def find(document_id: int) -> Document | None:
    """The document of that number."""
    return db.session.get(Document, document_id)
