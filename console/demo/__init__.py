"""The demonstration: deterministic, in one transaction, a million records in minutes."""

from console.demo.making import NotEmpty, is_made, make

__all__ = ["NotEmpty", "is_made", "make"]
