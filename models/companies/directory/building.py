"""A new stock file, written beside the one that is read: goes on after a kill, then takes its place."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from models.companies.directory import store
from models.companies.directory.stock import Loaded, StockLink, StockSite, StockUnit
from models.values.text import fold

FILE, TURN = "building.db", "loading.lock"
STEP = 50_000
"""Rows that are read from the old file, or indexed, between two marks."""

TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE marks (step TEXT PRIMARY KEY, position INTEGER, rows INTEGER) WITHOUT ROWID;
CREATE TABLE sites (siret INTEGER PRIMARY KEY, sign TEXT, aliases TEXT, address TEXT, postcode TEXT,
                    city TEXT, commune TEXT, is_closed INTEGER, is_restricted INTEGER);
CREATE TABLE units (siren INTEGER PRIMARY KEY, name TEXT, acronym TEXT, aliases TEXT, legal_category TEXT,
                    is_ceased INTEGER, is_restricted INTEGER, former TEXT NOT NULL DEFAULT '');
CREATE TABLE links (predecessor INTEGER, successor INTEGER, since TEXT,
                    PRIMARY KEY (predecessor, successor)) WITHOUT ROWID;
CREATE VIRTUAL TABLE names USING fts5(name, town, content='', detail=column,
                                      tokenize="unicode61 remove_diacritics 2");
INSERT INTO names(names, rank) VALUES ('hashsize', 33554432);
"""

# Insee writes capitals without accents; only what is not so is folded as we fold what is typed.
_NAMES = """
INSERT INTO names(rowid, name, town)
SELECT siret, CASE WHEN name GLOB '*[^ -~]*' OR instr(name, '.') THEN fold(name) ELSE name END, town FROM (
  SELECT s.siret + CASE WHEN :closed THEN 100000000000000 ELSE 0 END AS siret,
         s.sign || ' ' || s.aliases || ' ' ||
           coalesce(u.name || ' ' || u.acronym || ' ' || u.aliases || ' ' || u.former, '') AS name,
         s.city || ' ' || s.postcode AS town
  FROM sites s LEFT JOIN units u ON u.siren = s.siret / 100000
  WHERE s.siret > :after AND s.siret <= :until
    AND (s.is_closed OR coalesce(u.is_ceased, 0)) = :closed
    AND NOT ((s.is_restricted OR coalesce(u.is_restricted, 0))
             AND coalesce(u.legal_category, '') IN ('', '1000'))
  ORDER BY s.siret)
"""

# A person who withdrew their name withdrew the former ones as well.
_RENAMED = """
UPDATE units SET former = CASE
    WHEN o.name IN ('', units.name) OR instr(char(10) || o.former || char(10), char(10) || o.name || char(10))
    THEN o.former ELSE trim(o.former || char(10) || o.name, char(10)) END
FROM old.units AS o
WHERE units.siren > ?1 AND units.siren <= ?2 AND o.siren = units.siren AND NOT units.is_restricted
  AND (o.former <> '' OR o.name NOT IN ('', units.name))
"""


class IsLoading(Exception):
    """Another process is loading at this moment."""


Seen = Callable[[int], object]


class Building:
    """The new file. `plan` says from what it is made: the same one goes on where it was, another begins anew.

    Raises `IsLoading`.
    """

    def __init__(self, folder: Path, plan: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._turn = (folder / TURN).open("a")
        try:
            fcntl.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._turn.close()
            raise IsLoading from None
        self._path, self._old = folder / FILE, folder / store.FILE
        self._db = self._open(plan)
        self._db.create_function("fold", 1, fold, deterministic=True)
        if self._old.exists():
            self._db.execute("ATTACH ? AS old", [f"{self._old.absolute().as_uri()}?mode=ro&immutable=1"])

    def _open(self, plan: str) -> sqlite3.Connection:
        for _ in range(2):
            db = sqlite3.connect(self._path.absolute().as_uri(), uri=True, isolation_level=None)
            try:
                db.executescript("PRAGMA cache_size = -65536; PRAGMA synchronous = NORMAL;")
                found = db.execute("SELECT value FROM facts WHERE name = 'plan'").fetchone()
            except sqlite3.Error:  # nothing there yet, or nothing that can be used
                found = None
            if found == (plan,):
                db.execute("INSERT OR IGNORE INTO facts VALUES ('load', ?)", [secrets.token_hex(16)])
                return db
            db.close()
            for path in self._path.parent.glob(f"{FILE}*"):
                path.unlink()
            with sqlite3.connect(self._path, isolation_level=None) as fresh:
                fresh.executescript(f"BEGIN; {TABLES}")
                fresh.execute("INSERT INTO facts VALUES ('plan', ?)", [plan])
                fresh.execute("COMMIT")
            fresh.close()
        raise sqlite3.OperationalError(f"{self._path} cannot be begun")

    @property
    def _has_old(self) -> bool:
        return any(name == "old" for _, name, _ in self._db.execute("PRAGMA database_list"))

    @property
    def _has_old_links(self) -> bool:
        known = "SELECT 1 FROM old.sqlite_master WHERE name = 'links'"
        return self._has_old and self._db.execute(known).fetchone() is not None

    @property
    def load(self) -> str:
        """Which load it is, however often it was killed and begun again."""
        return str(self._db.execute("SELECT value FROM facts WHERE name = 'load'").fetchone()[0])

    def mark(self, step: str) -> tuple[int, int]:
        """How far a step has come: where in its file, and after how many rows."""
        found = self._db.execute("SELECT position, rows FROM marks WHERE step = ?", [step]).fetchone()
        return found if found is not None else (0, 0)

    @contextmanager
    def _marking(self, step: str, position: int, rows: int = 0) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
            self._db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", [step, position, rows])
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def keep(self, *, sites: bool, units: bool, links: bool = False, departments: Sequence[str] = ()) -> None:
        """Takes over what this load does not bring: the other files' rows, the other departments'."""
        if not self._has_old or self.mark("kept")[0]:
            return
        with self._marking("kept", 1):
            if sites or departments:
                others = " AND ".join(["1", *("commune NOT LIKE ?" for _ in departments if not sites)])
                values = [f"{department}%" for department in departments if not sites]
                self._db.execute(f"INSERT INTO sites SELECT * FROM old.sites WHERE {others}", values)  # noqa: S608
            if units:
                self._db.execute("INSERT INTO units SELECT * FROM old.units")
            if links and self._has_old_links:
                self._db.execute("INSERT INTO links SELECT * FROM old.links")

    def put_sites(self, step: str, sites: Sequence[StockSite], position: int, rows: int) -> None:
        """Takes in establishments, and marks how far their file was read."""
        with self._marking(step, position, rows):
            self._db.executemany("INSERT OR REPLACE INTO sites VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sites)

    def put_units(
        self, step: str, units: Sequence[StockUnit], position: int, rows: int, *, used: bool
    ) -> None:
        """Takes in legal units; `used`: no others than those of the establishments taken in before."""
        query = "INSERT OR REPLACE INTO units SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ''"
        if used:
            query += (
                " WHERE EXISTS (SELECT 1 FROM sites WHERE siret BETWEEN ?1 * 100000 AND ?1 * 100000 + 99999)"
            )
        with self._marking(step, position, rows):
            self._db.executemany(query, units)

    def put_links(
        self, step: str, links: Sequence[StockLink], position: int, rows: int, *, used: bool
    ) -> None:
        """Takes in which establishment follows which; `used`: of those taken in before alone."""
        query = "INSERT OR REPLACE INTO links SELECT ?1, ?2, ?3"
        if used:
            query += " WHERE EXISTS (SELECT 1 FROM sites WHERE siret = ?1)"
        with self._marking(step, position, rows):
            self._db.executemany(query, links)

    def count_sites(self) -> int:
        """How many establishments were taken in."""
        return int(self._db.execute("SELECT count(*) FROM sites").fetchone()[0])

    def has_sites(self) -> bool:
        """Whether any establishment was taken in."""
        return self._db.execute("SELECT 1 FROM sites LIMIT 1").fetchone() is not None

    def remember_names(self) -> None:
        """Keeps what units were called before, so that they are found by it."""
        if self._has_old:
            self._walk("renamed", "units", "siren", lambda a, b: self._db.execute(_RENAMED, (a, b)))

    def index(self, seen: Seen) -> None:
        """Makes the names searchable, the open establishments' before the closed ones'."""
        sites = self.count_sites()
        for closed in (0, 1):

            def add(after: int, until: int, closed: int = closed) -> object:
                return self._db.execute(_NAMES, {"closed": closed, "after": after, "until": until})

            def reached(rows: int, before: int = closed * sites) -> object:
                return seen(before + rows)

            self._walk(f"names-{closed}", "sites", "siret", add, reached)

    def count_indexed(self) -> int:
        """How many rows were looked at for their names before this load was cut off, of each twice."""
        return sum(self.mark(f"names-{closed}")[1] for closed in (0, 1))

    def _walk(
        self, step: str, table: str, key: str, do: Callable[[int, int], object], seen: Seen | None = None
    ) -> None:
        after, rows = self.mark(step)
        rows_after = f"SELECT {key} AS n FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT ?"  # noqa: S608
        query = f"SELECT max(n), count(n) FROM ({rows_after})"  # noqa: S608
        while (found := self._db.execute(query, [after, STEP]).fetchone())[1]:
            until, rows = found[0], rows + found[1]
            with self._marking(step, until, rows):
                do(after, until)
            after = until
            if seen is not None:
                seen(rows)

    def compare(self, table: str, read: int) -> Loaded:
        """What became of a table's rows, beside the file that is still read."""
        columns = StockSite._fields if table == "sites" else StockUnit._fields
        key, rest = columns[0], columns[1:]
        (now,) = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        if not self._has_old:
            return Loaded(read, now)
        (before,) = self._db.execute(f"SELECT count(*) FROM old.{table}").fetchone()  # noqa: S608
        differs = " OR ".join(f"n.{name} IS NOT o.{name}" for name in rest)
        join = f"{table} n JOIN old.{table} o ON o.{key} = n.{key}"
        both, changed = self._db.execute(f"SELECT count(*), sum({differs}) FROM {join}").fetchone()  # noqa: S608
        return Loaded(read, now - both, changed or 0, before - both)

    def compare_links(self, read: int) -> Loaded:
        """The same of the links, none of which changes."""
        if not self._has_old_links:
            return Loaded(read, *self._db.execute("SELECT count(*) FROM links").fetchone())
        added, gone = (
            self._db.execute(
                f"SELECT count(*) FROM (SELECT predecessor, successor FROM {table}"  # noqa: S608
                f" EXCEPT SELECT predecessor, successor FROM {other})"
            ).fetchone()[0]
            for table, other in (("links", "old.links"), ("old.links", "links"))
        )
        return Loaded(read, added, 0, gone)

    def seal(self) -> None:
        """The file is whole, and on the disk."""
        self._db.execute("INSERT OR REPLACE INTO facts SELECT 'establishments', count(*) FROM sites")
        self._db.execute("INSERT OR REPLACE INTO facts SELECT 'links', count(*) FROM links")
        with self._path.open("rb") as file:
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Puts the file, which is sealed, in the old one's place."""
        self._db.close()
        self._path.replace(self._old)

    def close(self) -> None:
        """Lets go of the file, and of the turn."""
        self._db.close()
        self._turn.close()
