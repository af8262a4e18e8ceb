"""What pages about records show of them."""

from __future__ import annotations

from models.concessions import Concession


def place(concession: Concession) -> str:
    """The address, on its lines."""
    return f"{concession.address}\n{concession.postcode} {concession.city}".strip()
