"""What stands around: the store of documents, backups, mail, the directory, tiles."""

from __future__ import annotations

import os
import smtplib
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from config import Settings
from console import directories
from console.diagnosis.findings import Doubtful, Look, Wrong
from console.directories import loaded
from console.documents import moving
from models.companies.directory import State
from models.documents import contents
from models.kernel import heartbeats
from models.kernel.clock import now
from models.kernel.waiting.outages import StoreAway
from models.values.siret import Siret
from views.messages.companies.directory import holding_words

NEWEST = 100
"""Documents that are looked for; `bascule documents check` reads them all."""

KNOWN = "20008495200015"
"""An establishment that every directory knows: the urban community itself."""


def _documents(_: Settings) -> str:
    store = contents.installed()
    try:
        words = store.check()
        missing = moving.list_missing(store, NEWEST)
    except (OSError, StoreAway) as problem:
        raise Wrong(str(problem)) from None
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        hint = ": has each host a folder of its own? see BASCULE_DOCUMENTS" if store.name == "folder" else ""
        raise Wrong(f"{missing[0]}{more} not in {words}{hint}")
    return f"{words}, it answers"


def _backup(settings: Settings) -> str:
    seen = heartbeats.last_beat(heartbeats.BACKUP)
    words = f"the last that has all was made at {seen:%Y-%m-%d %H:%M} UTC" if seen else "none was ever made"
    if settings.backup_hours is None:
        return words
    if seen is None or seen + timedelta(hours=settings.backup_hours) < now():
        raise Doubtful(f"{words}: BASCULE_BACKUP_HOURS is {settings.backup_hours}")
    return words


def _mail(settings: Settings) -> str:
    if (folder := settings.mail_folder) is not None:
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(nearest, os.W_OK):
            raise Wrong(f"{folder} cannot be written to")
        return f"written to {folder}"
    parts = urlsplit(settings.mail_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        with kind(unquote(parts.hostname or ""), port, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        raise Wrong(f"{parts.hostname}:{port} does not answer ({type(problem).__name__})") from None
    return f"{parts.hostname}:{port} answers"


def _directory(settings: Settings) -> str:
    chain = directories.build(settings, loaded)
    state = chain.find(Siret.parse(KNOWN), again=True).state
    if state is State.UNAVAILABLE:
        raise Doubtful(f"{', '.join(settings.directory)}: no answer")
    words = f"{', '.join(settings.directory)}: {KNOWN} is {state.value}"
    holding = chain.holding()
    if holding is None:
        return words
    remedy = ": load the stock, `bascule directory load --help`" if holding.is_example else ""
    held = holding_words(holding).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return f"{words}; {held}{remedy}"


def _tiles(settings: Settings) -> str:
    # Browsers ask for them, this machine never does.
    if settings.tiles is None:
        return "none: the map of works asks nobody for pictures"
    if not settings.tiles.credit:
        raise Doubtful(f"browsers ask {settings.tiles.origin}: BASCULE_TILES_CREDIT says nobody's name")
    return f"browsers ask {settings.tiles.origin}, credited to {settings.tiles.credit}"


PARTS: dict[str, Look] = {
    "documents": _documents,
    "backup": _backup,
    "mail": _mail,
    "directory": _directory,
    "tiles": _tiles,
}
