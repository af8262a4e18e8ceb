"""The command line `bascule`: one file per word, found by its name, which holds the click `command`."""

from console.commands._flask import install
from console.commands._group import main
from console.commands._house import house, many_rows
from console.commands._progress import lines

__all__ = ["house", "install", "lines", "main", "many_rows"]
