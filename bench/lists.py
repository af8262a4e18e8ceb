"""Pages of the concessions' list at growing sizes, beside the bare keyset query of the same fifty rows."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import median_ms, table

PAGES = {
    "first page": "/console/concessions/",
    "last page": "",
    "search, fragment": "/console/concessions/?search=lot+0004242",
    "search, SIRET": "/console/concessions/?search=00000000004242",
    "detail": "/console/concessions/details/?id=4242",
}


def run(sizes: tuple[int, ...] = (10_000, 100_000)) -> None:
    """Measures each page at each size, one client in process, session and rights included."""
    rows: list[list[object]] = [[name] for name in (*PAGES, "floor: bare SQL of a page")]
    for size in sizes:
        app, folder = house.build(size)
        client = house.visitor(app)
        for line, address in zip(rows, PAGES.values(), strict=False):
            line.append(median_ms(partial(get, client, address or last(client))))
        rows[-1].append(median_ms(floor(folder)))
    for line in rows:
        line.append(float(line[-1]) / float(line[1]))  # type: ignore[arg-type]
    heads = ["page", *(f"{size:,} rows, ms" for size in sizes), "growth"]
    table("Lists (SQLite, in process, median of 25)", heads, rows)


def get(client: FlaskClient, address: str) -> None:
    """Asks for a page, which must be a page."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def last(client: FlaskClient) -> str:
    """The address of the last page, as the list itself gives it."""
    text = client.get(PAGES["first page"]).text
    end = text.index("Dernière")
    start = text.rindex('href="', 0, end) + len('href="')
    return text[start : text.index('"', start)].replace("&amp;", "&")


def floor(folder: Path) -> Callable[[], object]:
    """Fifty rows by key, nothing else: no session, no rights, no page."""
    connection = sqlite3.connect(folder / "bascule.db")
    return lambda: connection.execute("SELECT * FROM concessions ORDER BY title_key, id LIMIT 50").fetchall()


if __name__ == "__main__":
    run()
