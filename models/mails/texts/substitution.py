"""`{{ variable }}` in a text: checked and filled by `string.Template`; nothing of a text is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from string import Template

from models.kernel.errors import DomainError


class TextRefused(DomainError):
    """A text cannot be kept as it is (facts: `place`, its field; the rest says why)."""

    def __init__(self, place: str, **facts: object) -> None:
        super().__init__(**facts)
        self.field = place  # type: ignore[misc]  # one rule, two fields


class UnknownVariable(TextRefused):
    """The text names variables that nothing fills (facts: `names`; `usable`, those that may stand)."""


class BrokenVariable(TextRefused):
    """A variable is opened and not closed, or closed and not opened (facts: `line`, `near`, `usable`)."""


class MissingVariable(TextRefused):
    """A variable without which the text makes no sense is not there (facts: `names`, `usable`)."""


class LinkInText(TextRefused):
    """An address of the web stands in a text beside which the product puts its own link (facts: `near`)."""


class TextMissing(TextRefused):
    """Nothing is written there."""


_GRAMMAR = r"""
    (?P<escaped>(?!)) | (?P<braced>(?!)) |
    \{\{[ \t]*(?P<named>[a-z][a-z_]*)[ \t]*\}\} |
    (?P<invalid>\{\{|\}\}|\{%|%\}|\{\#|\#\})
"""
_PATTERN = re.compile(_GRAMMAR, re.VERBOSE | re.IGNORECASE)


class _Filled(Template):
    pattern = _GRAMMAR  # type: ignore[assignment]  # compiled as the class is made


_LINK = re.compile(r"://|(?i:www\.)|[\w-]\.(?!(?i:pdf|docx?|xlsx?|od[ts]|jpe?g|png)\b)[^\W\d_]{2,}\b")
"""A dotted name whose last part may be a domain's, whichever: mail programs make links of them unasked."""

_PERSON = re.compile(r"[(«\"]*MM?\.[A-ZÀ-Þ][\w’'-]*[)»\",;:.!?…]*")
"""« M.Dupont »: the only abbreviation that French writes before a name with a point."""


def shown(names: Iterable[str]) -> str:
    """Variables as one writes them."""
    return ", ".join(f"{{{{ {name} }}}}" for name in names)


def check(
    text: str, *, place: str, usable: Iterable[str], needed: Iterable[str] = (), linkless: bool = False
) -> None:
    """Raises the first thing that keeps a text from being filled: `BrokenVariable`, `UnknownVariable`,
    `MissingVariable`; `LinkInText` where none may stand (`linkless`)."""
    usable, words = tuple(usable), shown(usable)
    for found in _PATTERN.finditer(text):
        if found["invalid"]:
            line, near = text.count("\n", 0, found.start()) + 1, text[found.start() :].split("\n")[0][:40]
            raise BrokenVariable(place, line=line, near=near, usable=words)
    named = _Filled(text).get_identifiers()
    if unknown := [name for name in named if name not in usable]:
        raise UnknownVariable(place, names=shown(unknown), usable=words)
    if missing := [name for name in needed if name not in named]:
        raise MissingVariable(place, names=shown(missing), usable=words)
    if linkless and (link := next(filter(_is_link, text.split()), None)):
        raise LinkInText(place, near=link[:60])


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, which are not read again. A line of which all variables are empty is left
    out, and of several empty lines one remains."""
    lines = [_line(line, values) for line in text.replace("\r\n", "\n").split("\n")]
    kept = "\n".join(line for line in lines if line is not None)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _is_link(word: str) -> bool:
    return bool(_LINK.search(word)) and not _PERSON.fullmatch(word)


def _line(line: str, values: Mapping[str, str]) -> str | None:
    template = _Filled(line)
    named = template.get_identifiers() if template.is_valid() else []
    if named and not any(values.get(name, "").strip() for name in named):
        return None
    return template.safe_substitute({name: values.get(name, "") for name in named})
