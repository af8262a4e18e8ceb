"""The wording of a text: what administrators wrote last, else the original, which is a file of ours."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import NamedTuple

from models.mails import texts
from models.mails.texts import TextGroup, TextKind, Wording
from models.mails.texts.queries import find_wording
from views.messages.mails.kinds import NAME, TEMPLATES

log = logging.getLogger(__name__)

_HERE = Path(__file__).resolve().parents[1] / "templates"

FOLDERS = {
    TextGroup.REPLY: _HERE / "replies",
    TextGroup.LETTER: _HERE / "letters",
    TextGroup.ORDER: _HERE / "orders",
}

_FENCE = "{# What stands above is what administrators may write; what stands below is the product's alone. #}"


class Source(NamedTuple):
    """An original: `subject` and `body` may be edited, `fixed` follows them and may not."""

    subject: str
    body: str
    fixed: str = ""


@cache
def source_of(kind: TextKind) -> Source:
    """The original of a text; all of it empty where there is none."""
    if kind.group is TextGroup.MAIL:
        found = sorted(TEMPLATES.glob(f"*/{kind.name}.txt"))
    else:
        path = FOLDERS.get(kind.group, _HERE) / f"{kind.name}.txt"
        found = [path] if path.is_file() else []
    if not found:
        return Source("", "")
    text = NAME.sub("", found[0].read_text(encoding="utf-8"))
    text = text.replace("{#\n#}", "")  # one line, broken to be read in the file
    subject, _, rest = text.partition("\n")
    body, _, fixed = rest.partition(_FENCE)
    return Source(subject.strip(), body.strip(), fixed.strip())


def wording_of(kind: TextKind) -> Wording:
    """What holds now.

    What was written for an older version of the product, and no longer fits, is left aside: no mail is lost.
    """
    source = source_of(kind)
    written = find_wording(kind.key)
    if written is not None:
        wording = Wording(*written)
        try:
            texts.check(kind, wording)
        except texts.TextRefused as refused:
            log.warning("the text %s no longer fits: %s", kind.key, type(refused).__name__)
        else:
            return wording
    return Wording(source.subject, source.body)
