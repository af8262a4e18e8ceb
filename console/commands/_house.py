"""What a command stands on: the settings' database, keys and documents."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


@contextmanager
def house(settings: Settings | None = None, *, whole: bool = False) -> Iterator[Flask]:
    """The settings' database, keys and documents, for the time of a command; `whole`: pages too."""
    import config
    from console import create_app, create_base
    from models.kernel.base import db
    from models.kernel.waiting import outages

    settings = settings or config.read()
    app = create_app(settings, budget=outages.WORK) if whole else create_base(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def many_rows() -> Iterator[None]:
    """For the time of what makes rows by the million: none is in a circle, and looking for one takes long."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
