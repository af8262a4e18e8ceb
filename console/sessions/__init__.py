"""Sessions of two sites in one application: cookies here, rows on the server."""

from console.sessions.cookies import Sessions

__all__ = ["Sessions"]
