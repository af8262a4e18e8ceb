"""What the console calls each mail: the comment with which its text begins, and which nobody is sent."""

from __future__ import annotations

import re
from pathlib import Path

from models.mails import MailKind
from views.messages.kit.tag import Labels

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mails"
"""A folder per noun, in it a text per kind."""

NAME = re.compile(r"\A\{# (.+) #\}\n")


def names_of(folder: Path) -> dict[str, str]:
    """By the kind; ValueError where a text has no name."""
    names: dict[str, str] = {}
    for path in folder.glob("*/*.txt"):
        begin = NAME.match(path.read_text(encoding="utf-8"))
        if begin is None:
            raise ValueError(f"{path.name} does not begin with what the console calls it")
        names[path.stem] = begin[1]
    return names


_NAMES = names_of(TEMPLATES)

LABELS: Labels = {"MailKind": {kind.value: _NAMES[kind.value] for kind in MailKind}}
