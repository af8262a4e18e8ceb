"""Bodies that no browser of ours sends: values that broke a form somewhere, and broken wrappings."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_from_bytes

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

Pairs = list[tuple[str, str]]
"""The fields of a form as they are sent, the token first."""

Options = dict[str, Any]
"""What Werkzeug's client takes: data, content_type, headers."""

VALUES = {
    "NUL": ["\x00", "a\x00b", "\x00" * 300, "2026-12-20\x00", "x@example.org\x00", "\x01\x1b\x7f"],
    "lone surrogates": ["\ud800", "a\udfffb", "\udcff", "\ud83d\ud83d", "x\ud800@example.org", "\ufffd"],
    "huge numbers": ["9" * 30, str(2**63), str(2**64), "1e400", "2" * 400, "-" + "9" * 30, "NaN", "Infinity"],
    "below zero": ["-1", "-0", str(-(2**63) - 1), "-1.5", "-2026-01-01", "\u22121"],
    "other types": [
        *["null", "true", "[]", "{}", "0x10", "1_000", "١٢٣", "１２３", "𝟙𝟚", "on", "voirie", "agent"],
        *[
            "2026-02-30",
            "0000-00-00",
            "99999-01-01",
            "-0001-01-01",
            "2026-11-29T00:00",
            "29/11/2026",
            "",
            " ",
        ],
        *[
            "00000000000000",
            "20008495200015",
            "0042",
            "x@y",
            "a@[127.0.0.1]",
            "http://[::1",
            "//evil.example",
        ],
    ],
    "directions": [
        "\u202e\u202d",
        "a\u202egpj.exe",
        "\u2066\u2069",
        "\u200f",
        "\u200b",
        "\ufeff",
        "e" + "\u0301" * 300,
    ],
    "code": [
        *[
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            "%",
            "_",
            "\\",
            "{{7*7}}",
            "{row.name}",
            "%s%n",
            "=1+1",
        ],
        *[
            "../../etc/passwd",
            "javascript:1",
            "\r\nSet-Cookie: a=b",
            "\t",
            "ı",
            "İ",
            "ﬀ",
            "ß",
            "\N{GRINNING FACE}",
        ],
    ],
    "overlong": ["é" * 5_000, "x" * 100_000, "a@b.c" * 900, "9 " * 9_000, "\n" * 9_000, "𝟙" * 4_000],
}
"""Values that broke somebody's form once, by their kind."""

NAUGHTY = [value for values in VALUES.values() for value in values if len(value) < 6_000]

USUAL = "application/x-www-form-urlencoded"


def corpus(size: int) -> list[str]:
    """Texts of hypothesis' own making, the same each time."""
    made: list[str] = []

    @settings(max_examples=size, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.text(max_size=40))
    def collect(text: str) -> None:
        made.append(text)

    collect()
    return made


def quoted(text: str) -> str:
    """Percent-encoded, lone surrogates and all."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="") if text else quote("")


def written(pairs: Pairs) -> str:
    """A form as a browser would write it."""
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def plain(pairs: Pairs, dice: random.Random) -> Options:
    """Sent as forms are."""
    return {"data": written(pairs), "content_type": USUAL}


def repeated(pairs: Pairs, dice: random.Random) -> Options:
    """Every field twice and more, the token too."""
    return plain([*pairs, *pairs[1:], *pairs[1:3] * 9, ("csrf_token", "")], dice)


def other_percents(pairs: Pairs, dice: random.Random) -> Options:
    """Percent-encoding that is none, bytes of no charset, names with brackets."""
    ends = [b"&%ZZ=%&&=&=%00", b"&\xff\xfe=\x80", b"&a[b][c]=1&__proto__=1", b"&" * 400, b"&a=%E9%E8&b=%C3"]
    parts = written(pairs).replace("%20", "%2").replace("%C3", "%G3")
    return {"data": parts.encode("ascii") + dice.choice(ends), "content_type": USUAL}


def other_media(pairs: Pairs, dice: random.Random) -> Options:
    """A form under the name of something else, or of a charset that is none."""
    types = [f"{USUAL}; charset=utf-7", f"{USUAL}; charset=\xfc", f"{USUAL}; charset={'x' * 300}"]
    types += [f"{USUAL};;;=", "text/xml", "application/pdf", "", "/", "multipart/mixed; boundary=a"]
    return {"data": written(pairs), "content_type": dice.choice(types)}


def as_json(pairs: Pairs, dice: random.Random) -> Options:
    """What scripts send, deep or of other types."""
    deep = "[" * 20_000 + "]" * 20_000
    text = dice.choice([json.dumps(dict(pairs)), json.dumps([pairs]), deep, '{"a":NaN', "null", '"\\ud800"'])
    return {"data": text, "content_type": "application/json", "headers": {"X-CSRFToken": pairs[0][1]}}


def as_files(pairs: Pairs, dice: random.Random) -> Options:
    """As files are sent, and some of the fields are some."""
    return {"data": _multipart(pairs, dice), "content_type": "multipart/form-data; boundary=bordure"}


def broken_files(pairs: Pairs, dice: random.Random) -> Options:
    """As files are sent, and cut, or parted by another mark."""
    whole = _multipart(pairs, dice)
    cut = [whole[: len(whole) // 2], whole.replace(b"\r\n\r\n", b"\r\n"), b"", b"--"]
    mark = dice.choice(["bordure", "", "autre", "x" * 300])
    return {"data": dice.choice(cut), "content_type": f"multipart/form-data; boundary={mark}"}


def _multipart(pairs: Pairs, dice: random.Random) -> bytes:
    parts = []
    for name, value in pairs:
        label = name.encode("utf-8", "replace").decode().replace('"', "")
        head = f'Content-Disposition: form-data; name="{label}"'
        if name != "csrf_token" and dice.random() < 0.4:
            head += '; filename="../a\x00b.pdf"\r\nContent-Type: application/pdf'
        raw = value.encode("utf-8", "surrogatepass")
        parts.append(f"--bordure\r\n{head}\r\n\r\n".encode("utf-8", "replace") + raw + b"\r\n")
    return b"".join(parts) + b"--bordure--\r\n"


WRAPPINGS: dict[str, Callable[[Pairs, random.Random], Options]] = {
    "repeated fields": repeated,
    "invalid percents": other_percents,
    "other media types": other_media,
    "JSON": as_json,
    "files": as_files,
    "broken multipart": broken_files,
}
"""How a form is wrapped that no page of ours sends, whatever its values."""

KINDS = (*VALUES, *WRAPPINGS)
"""What each address is sent at least once."""
