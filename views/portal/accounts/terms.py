"""The terms of use in force: their version is kept with each acceptance, so it changes with their text."""

from __future__ import annotations

from datetime import date

VERSION = "2026-11"
SINCE = date(2026, 11, 1)
