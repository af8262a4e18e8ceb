"""Which wording holds now, and which did before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from models.kernel.base import db, read
from models.kernel.types import present_day
from models.kernel.waiting.outages import is_outage
from models.mails.texts.catalogue import SERVICE, find, is_made, kinds
from models.mails.texts.tables import EditedText, EditedTextVersion
from models.values import days

MOST_REPLIES = 200
"""Canned replies of administrators' own that a page shows."""

MOST_VERSIONS = 100


class Notice(NamedTuple):
    """The service message of today."""

    subject: str
    body: str


_OF_KEY = select(EditedText.subject, EditedText.body).where(EditedText.key == bindparam("key"))
SERVICE_MESSAGE = select(EditedText.subject, EditedText.body).where(
    EditedText.key == SERVICE.key,
    EditedText.body.is_not(None),
    or_(EditedText.from_on.is_(None), EditedText.from_on <= present_day(days.today)),
    or_(EditedText.until_on.is_(None), EditedText.until_on >= present_day(days.today)),
)
# Built once: each page asks for the one, by itself or with what else it asks, and each mail for the other.


def find_wording(key: str) -> tuple[str, str] | None:
    """Subject and body as administrators wrote them last; None where the original holds.

    Asked each time: a version that another process kept a moment ago holds here too.
    """
    row = read(_OF_KEY, {"key": key}).one_or_none()
    return None if row is None or row[1] is None else (str(row[0]), str(row[1]))


def find_service_message() -> Notice | None:
    """The message that both sites show today, if any.

    Where the database does not answer there is none: a page that asks nothing else of it is shown.
    """
    try:
        row = read(SERVICE_MESSAGE).one_or_none()
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise
        db.session.rollback()
        return None
    return None if row is None else Notice(str(row[0]), str(row[1]))


def find_edited(key: str) -> EditedText | None:
    """The row of a text that was edited at least once."""
    query = select(EditedText).where(EditedText.key == key).execution_options(populate_existing=True)
    return db.session.scalar(query)


def list_edited(keys: Iterable[str] | None = None) -> dict[str, EditedText]:
    """Those that were edited, by key: of these keys, or of all that there are."""
    wanted = EditedText.key.in_(list(kinds() if keys is None else keys))
    found = list(db.session.scalars(select(EditedText).where(wanted)))
    return {row.key: row for row in (*found, *(list_made_replies() if keys is None else ()))}


def list_made_replies() -> list[EditedText]:
    """The canned replies that administrators made, retired ones too; the newest first.

    Told apart here, not by a range of keys: PostgreSQL sorts them as its database does, where `:` may stand
    before the digits. Beside them stand as many rows as the product has texts, at most.
    """
    latest = select(EditedText).order_by(EditedText.id.desc()).limit(MOST_REPLIES + len(kinds()))
    made = (row for row in db.session.scalars(latest) if (kind := find(row.key)) and is_made(kind))
    return list(made)[:MOST_REPLIES]


def find_version(row: EditedText, number: int) -> EditedTextVersion | None:
    """One version of a text."""
    wanted = EditedTextVersion.text_id == row.id, EditedTextVersion.number == number
    return db.session.scalar(select(EditedTextVersion).where(*wanted))


def list_versions(row: EditedText | None) -> list[EditedTextVersion]:
    """The latest versions of a text, the newest first."""
    if row is None:
        return []
    query = select(EditedTextVersion).where(EditedTextVersion.text_id == row.id)
    query = query.options(joinedload(EditedTextVersion.agent)).order_by(EditedTextVersion.number.desc())
    return list(db.session.scalars(query.limit(MOST_VERSIONS)))
