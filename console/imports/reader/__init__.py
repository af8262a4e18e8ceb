"""Reads files as they come, whatever their dialect, and knows nothing of what they are for."""

from console.imports.reader.cells import Cells
from console.imports.reader.problems import Problem, What, erased, problem
from console.imports.reader.refusals import FileRefused, FileWhy
from console.imports.reader.tables import Column, Dialect, Limits, Line, Table, count, read

__all__ = [
    "Cells",
    "Column",
    "Dialect",
    "FileRefused",
    "FileWhy",
    "Limits",
    "Line",
    "Problem",
    "Table",
    "What",
    "count",
    "erased",
    "problem",
    "read",
]
