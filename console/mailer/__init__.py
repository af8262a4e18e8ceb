"""Carries a rendered mail away: to a server by SMTP, or into a folder."""

from console.mailer.protocol import Mailer, Post, Postponed, Refused
from console.mailer.ways import build

__all__ = ["Mailer", "Post", "Postponed", "Refused", "build"]
