"""Where the log goes and how its lines look: what the house does, and no gossip of its libraries."""

from __future__ import annotations

import logging

TALKATIVE = ("alembic", "httpx")
"""Alembic tells its plug-ins at every start; httpx tells whole addresses."""


def begin(layout: str = "%(asctime)s %(levelname)s %(message)s") -> None:
    """Writes to standard error from here on; called once, by whoever owns the process."""
    logging.basicConfig(level=logging.INFO, format=layout)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
