"""The directories that an installation was told to ask: one file for each, one table of their names."""

from console.directories.clients import build

__all__ = ["build"]
