"""Sessions of two doors in one application: cookies here, rows on the server."""

from console.sessions.cookies import Sessions

__all__ = ["Sessions"]
