"""What a person said of the columns of a file, remembered for the next one of that shape."""

from __future__ import annotations

import hashlib

from models.documents.imports.desk import Look
from models.documents.imports.tables import (
    ImportKind,
    ImportRun,
    ImportShape,
)
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock


def shape_key(kind: ImportKind, shape: str) -> str:
    """Under which what was said of the columns of such a file is kept."""
    return hashlib.sha256(f"{kind.value}\x1f{shape}".encode()).hexdigest()


def remembered(kind: ImportKind, look: Look) -> list[str] | None:
    """What was said of the last file of that shape, if it still fits."""
    shape = db.session.get(ImportShape, shape_key(kind, look.shape))
    return None if shape is None or len(shape.columns) != len(look.header) else list(shape.columns)


def remember(run: ImportRun) -> None:
    """Keeps what was said of the columns of a file, for the next one."""
    lock(f"import-shape:{run.shape}")
    shape = db.session.get(ImportShape, run.shape)
    if shape is None:
        shape = ImportShape(digest=run.shape)
        db.session.add(shape)
    shape.columns, shape.at = run.columns, now()
