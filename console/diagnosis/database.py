"""What the database says of itself: whether it answers, what holds it, what it keeps."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from console.diagnosis.findings import Doubtful, Look, Wrong
from models.kernel import replica
from models.kernel.base import db
from models.lists import counts
from models.reports.campaign import checking, figures
from models.storage import ddl, indexes, privileges, revisions, triggers
from models.storage.privileges import Holding


def _database(settings: Settings) -> str:
    try:
        dialect = db.session.connection().dialect.name
        if dialect == "sqlite":
            found = db.session.execute(db.text("PRAGMA quick_check(1)")).scalar()
            if found != "ok":
                raise Wrong(f"the file is spoiled ({found})")
    except SQLAlchemyError:
        db.session.rollback()
        raise Wrong("it does not answer") from None
    return f"{dialect}, it answers"


def _replica(_: Settings) -> str:
    seen = replica.look()
    if seen is None:
        return "none: all is read of the primary"
    if seen.state == "away":
        raise Doubtful("it does not answer, or follows no primary: all is read of the primary meanwhile")
    lag = "nobody knows how far" if seen.lag is None else f"{seen.lag:.1f} s"
    if seen.state == "late":
        raise Doubtful(
            f"{lag} behind, more than {replica.LATEST:.0f} s: all is read of the primary meanwhile"
        )
    return f"{lag} behind"


def _schema(_: Settings) -> str:
    current = revisions.current(db.session.connection())
    if current != revisions.head():
        raise Wrong(f"{current or 'none'}, {revisions.head()} is wanted: run `bascule init`")
    if lacking := indexes.missing(db.session.connection()):
        names = ", ".join(str(index.name) for index in lacking)
        raise Doubtful(f"{current}, but lists are slow without {names}: run `bascule init`")
    return f"{current}, the newest"


def _triggers(_: Settings) -> str:
    missing = ddl.missing_triggers(db.session.connection())
    if missing:
        raise Wrong(f"{', '.join(missing)} missing: the trail can be rewritten; run `bascule init`")
    if odd := triggers.strange(db.session.connection()):
        raise Wrong(f"{', '.join(odd)} not as we wrote it: find out who did, drop it, run `bascule init`")
    return "the trail is append-only"


def _counts(_: Settings) -> str:
    wrong = counts.list_wrong(db.session.connection())
    if wrong:
        tables = ", ".join(f"{table} by {rows}" for table, rows in wrong.items())
        raise Wrong(f"{tables}: run `bascule init`, which counts again")
    return f"those kept of {len(counts.CUBES)} tables are what their rows are"


def _campaign(_: Settings) -> str:
    wrong = checking.list_wrong()
    if wrong:
        raise Wrong(f"figures by {', '.join(f'{name}: {rows}' for name, rows in wrong.items())}")
    return "its figures are what the journeys are" + (", some wait" if figures.is_catching_up() else "")


def _privileges(_: Settings) -> str:
    held = privileges.held(db.session.connection())
    if held is None:
        return "SQLite knows none: triggers and the chain hold the trail"
    if held.excess:
        raise Wrong(f"{held.role} has {', '.join(held.excess)}: run `bascule init`")
    if held.holding is Holding.SUPERUSER:
        raise Doubtful(f"{held.role} is a superuser, whom none holds: give the application a role of its own")
    if held.holding is Holding.OWNER:
        raise Doubtful(
            f"{held.role} may only append to the trail, but owns it and could give itself more: "
            "see BASCULE_DATABASE_OWNER_URL"
        )
    return f"{held.role} may only append to the trail, which {held.owner} owns"


PARTS: dict[str, Look] = {
    "database": _database,
    "replica": _replica,
    "schema": _schema,
    "triggers": _triggers,
    "counts": _counts,
    "campaign": _campaign,
    "privileges": _privileges,
}
