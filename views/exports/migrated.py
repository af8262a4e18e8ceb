"""What has migrated, as whoever closes the old accounts reads it."""

from __future__ import annotations

from datetime import datetime

from models.reports.migrated import Migrated

HEAD = ("reference", "intitule", "siret", "identifiant", "attached_at", "activated_at", "first_request_at")


def row_of(record: Migrated) -> list[str]:
    """One record; times are UTC, to the second."""
    times = (record.attached_at, record.activated_at, record.first_request_at)
    return [record.reference, record.title, record.siret, record.identifier, *map(_instant, times)]


def _instant(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""
