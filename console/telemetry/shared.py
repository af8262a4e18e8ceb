"""Where the processes of one server put their figures, so that whichever is asked tells of them all."""

from __future__ import annotations

import os
import shutil

from config import Settings
from console.jobs import owners

SETTING = "PROMETHEUS_MULTIPROC_DIR"
"""The client library reads it as it is imported: set before, and inherited by every child."""


def begin(settings: Settings) -> None:
    """Makes the folder of this server and of its children; what servers that died left behind goes.

    Nothing is done where the parent made one already.
    """
    if SETTING in os.environ:
        return
    root = settings.instance / "metrics"
    root.mkdir(parents=True, exist_ok=True)
    for folder in root.iterdir():
        if owners.is_gone(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    own = root / owners.own_name()
    own.mkdir(exist_ok=True)
    os.environ[SETTING] = str(own)
