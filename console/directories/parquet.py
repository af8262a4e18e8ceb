"""Parquet as Insee publishes its stock: row by row, the columns that are wanted, as the text of a CSV.

DuckDB reads it, which is an extra (`bascule[parquet]`): 24 MB that nothing else of ours needs. It is given
one thread, little memory, and neither extensions nor a place to spill to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MAGIC = b"PAR1"
"""How such a file begins, and ends."""

BLOCK = 4_096
"""Rows that are asked for at once."""

DIGITS = {
    "siren": 9,
    "siret": 14,
    "siretEtablissementPredecesseur": 14,
    "siretEtablissementSuccesseur": 14,
    "codePostalEtablissement": 5,
    "codeCommuneEtablissement": 5,
    "categorieJuridiqueUniteLegale": 4,
}
"""How long each number is: whoever kept it as one has lost its first zeros."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "96MB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class ParquetRefused(Exception):
    """Such a file that cannot be read, or not here."""


def is_parquet(path: Path) -> bool:
    """Whether the file says that it is one."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def count_rows(path: Path) -> int:
    """How many rows it has, as it says itself. Raises `ParquetRefused`."""
    with _reading() as db:
        (found,) = db.execute("SELECT num_rows FROM parquet_file_metadata(?)", [str(path)]).fetchall()
        return int(found[0])


@contextmanager
def opened(
    path: Path, wanted: Collection[str], after: int = 0
) -> Iterator[tuple[list[str], Iterator[tuple[str, ...]]]]:
    """Its header, of the wanted columns that it has, and the rows behind the first `after`.

    Raises `ParquetRefused`, here and as rows are read.
    """
    with _reading() as db:
        types = {name: kind for name, kind in _types(db, path).items() if name in wanted}
        # Names of ours: no other is wanted.
        values = ", ".join(_as_text(name, kind) for name, kind in types.items()) or "''"
        db.execute(f"SELECT {values} FROM read_parquet(?) OFFSET ?", [str(path), after])  # noqa: S608
        yield list(types), _rows(db)


def _rows(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, ...]]:
    while block := db.fetchmany(BLOCK):
        yield from block


def _types(db: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    found = db.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    return {str(name): str(kind) for name, kind, *_ in found}


def _as_text(name: str, kind: str) -> str:
    text = f'CAST("{name}" AS VARCHAR)'
    if "INT" in kind and name in DIGITS:
        text = f"lpad({text}, {DIGITS[name]}, '0')"
    return f"coalesce({text}, '')"


@contextmanager
def _reading() -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        import duckdb
    except ImportError:
        raise ParquetRefused(
            "Parquet needs the package duckdb: install `bascule[parquet]`, or take the same file as CSV"
        ) from None
    db = duckdb.connect(":memory:", config=SETTINGS)
    try:
        db.execute("SET enable_progress_bar = false")
        yield db
    except duckdb.Error as broken:
        raise ParquetRefused(str(broken).partition("\n")[0]) from broken
    finally:
        db.close()
