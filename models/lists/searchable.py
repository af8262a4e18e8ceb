"""The folded column in which a table's rows are found by any fragment of a word."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class Searchable:
    """A row that searches find: `search` holds, folded, all that it is looked for by."""

    __tablename__: str
    search: Mapped[str] = mapped_column(Text, default="")
