"""Why a whole file is refused, by name; the sentences are elsewhere."""

from __future__ import annotations

from enum import StrEnum

from models.kernel.errors import DomainError


class FileWhy(StrEnum):
    """Why a whole file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    INFLATES = "inflates"
    COSTLY = "costly"
    NOT_A_TABLE = "not-a-table"
    OLD_WORKBOOK = "old-workbook"
    BROKEN_WORKBOOK = "broken-workbook"
    COLUMNS_MISSING = "columns-missing"
    COLUMN_TWICE = "column-twice"


class FileRefused(DomainError):
    """A file that cannot be read as a whole: `why`, and facts such as the `columns` that are missing."""

    field = "file"

    def __init__(self, why: FileWhy, **facts: object) -> None:
        super().__init__(why=why, **facts)
        self.why = why
