"""The values of fields: a table for each noun, made by one class, so that a row of it is a real reference."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.kernel.base import Base
from models.kernel.types import BigId, key_column
from models.shaping.fields.body import Noun

LONGEST_KEY = 120
"""So much of a value is sorted and found by its beginning."""


class FieldValue:
    """One value of one field of one row; a field of several choices has one for each.

    `value` is as it was read at the door; `key` is what it is found by: a range of one index, whatever the
    field holds and however many rows there are.
    """

    noun: Noun
    subject: str
    """The table of the rows that have the values."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    value: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(key_column(LONGEST_KEY))

    @declared_attr
    def subject_id(cls) -> Mapped[int]:
        """Whose value it is."""
        return mapped_column(BigId, ForeignKey(f"{cls.subject}.id"))

    @declared_attr
    def field_id(cls) -> Mapped[int]:
        """The shape of the field."""
        return mapped_column(BigId, ForeignKey("shapes.id"))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:
        table = cast(Any, cls).__tablename__
        return (
            Index(f"uq_{table}_place", "subject_id", "field_id", "position", unique=True),
            Index(f"ix_{table}_key", "field_id", "key", "subject_id"),
        )


class CompanyFieldValue(FieldValue, Base):
    """Of companies."""

    __tablename__ = "company_field_values"
    noun, subject = Noun.COMPANY, "companies"


class ConcessionFieldValue(FieldValue, Base):
    """Of records."""

    __tablename__ = "concession_field_values"
    noun, subject = Noun.CONCESSION, "concessions"


VALUES: dict[Noun, type[Any]] = {table.noun: table for table in (CompanyFieldValue, ConcessionFieldValue)}
"""Where the values of each noun's fields stand."""
