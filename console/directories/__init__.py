"""The directories that an installation was told to ask, at hand or over the network."""

from console.directories.clients import build

__all__ = ["build"]
