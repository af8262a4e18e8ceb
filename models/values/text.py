"""How names, titles and searches are folded, so that two spellings of one thing meet."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from models.values.spellings import joined

LONGEST_PART = 40
"""Letters kept of a first or last name in an identifier."""

NAMELESS = "x"
"""Stands in an identifier for a name that holds no letter and no digit."""

_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W_])")
"""An acronym written with dots, `S.A.R.L.`: its dots are no separators."""

_LETTERLIKE_SIGNS = frozenset(map(chr, range(0x2B9, 0x300)))
"""Apostrophes and accents standing alone, which Unicode counts as letters."""

_HYPHENS = re.compile(r"-{2,}")


class _Folding(dict[int, str]):
    """One character, decomposed and case-folded, as it stands in a folded text. Filled as characters come."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._fold(chr(code))
        return folded

    @staticmethod
    def _fold(c: str) -> str:
        category = unicodedata.category(c)
        if category in {"Mn", "Me", "Cf"}:  # accents and invisible marks
            return ""
        if category[0] not in "LNM" or c in _LETTERLIKE_SIGNS:
            return " "
        if not c.isascii() and unicodedata.name(c, "").startswith("LATIN"):  # ł, ø, œ, which do not decompose
            return "".join(a for a in anyascii(c).lower() if a.isalnum())
        return c


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text as searches compare it: no case, accent, ligature or punctuation, single spaces.

    Scripts other than Latin stay what they are. `fold(fold(s)) == fold(s)`, and NFC and NFD give the same.
    """
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKD", text).casefold()
        plain = unicodedata.normalize("NFKD", plain)
    if _may_be_dotted(plain):
        plain = _DOTTED.sub(lambda found: found[0].replace(".", ""), plain)
    return " ".join(plain.translate(_FOLDING).split())


def _may_be_dotted(plain: str) -> bool:
    """Whether a dot stands behind a lone letter or digit, without which `_DOTTED` finds nothing.

    Each address holds dots, few of them an acronym, and an import folds texts by the million.
    """
    at = plain.find(".")
    while at >= 0:
        if at and plain[at - 1].isalnum() and not (at > 1 and plain[at - 2].isalnum()):
            return True
        at = plain.find(".", at + 1)
    return False


def title_key(title: str) -> str:
    """What two spellings of one title (*intitulé*) share. Only a title without any letter keeps its signs."""
    return folded_title(title)[1]


def folded_title(title: str) -> tuple[str, str]:
    """A title folded, and its key: the same but for words of two spellings, or a title without any letter."""
    plain = unicodedata.normalize("NFKC", title)
    folded = fold(plain)
    key = fold(plain.replace("&", " et ")) if "&" in plain else folded
    return folded, joined(key) or "".join(plain.split())


def identifier(account_type: str, first: str, last: str) -> str:
    """A person's base identifier, `pro.elodie.doeuvre-luk`: lower-case ASCII, without a homonym's number."""
    return ".".join((account_type, _part(first), _part(last)))


def normalise_identifier(typed: str) -> str:
    """A typed identifier as it is looked up: trimmed, without case."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", typed) if unicodedata.category(c) != "Cf")
    return visible.strip().lower()


def _part(name: str) -> str:
    hyphenated = "".join(_kept(c) for c in unicodedata.normalize("NFKC", name))
    plain = "".join(c for c in anyascii(hyphenated).lower() if c.isascii() and (c.isalnum() or c == "-"))
    plain = _HYPHENS.sub("-", plain).strip("-")[:LONGEST_PART].rstrip("-")
    return plain or NAMELESS


def _kept(c: str) -> str:
    category = unicodedata.category(c)
    if category == "Pd" or c == "\N{MINUS SIGN}":
        return "-"
    return c if category[0] in "LMN" else ""  # signs and emoji would be spelt out by the transliteration
