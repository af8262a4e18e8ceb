"""How large a PNG or JPEG says it is, read from its head without unfolding a single pixel."""

from __future__ import annotations

LONGEST_SIDE = 30_000
MOST_PIXELS = 150_000_000
"""A sheet A0 at 300 dots an inch has 140 million; a small file of more is made to choke its reader."""

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The JPEG markers that begin a frame and tell its size."""

_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""The JPEG markers without a length."""


def is_huge(data: bytes) -> bool:
    """Whether the picture says that it is too large to be opened safely."""
    width, height = size(data)
    return max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS


def size(data: bytes) -> tuple[int, int]:
    """Width and height as the head tells them; nothing where it tells none."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return _size_of_jpeg(data) if data.startswith(b"\xff\xd8\xff") else (0, 0)


def _size_of_jpeg(data: bytes) -> tuple[int, int]:
    # The largest of its frames: a picture of a few dots may stand before the one that is shown.
    at, largest = 2, (0, 0)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = (int.from_bytes(data[at + n : at + n + 2], "big") for n in (5, 7))
            largest = max(largest, (width, height), key=lambda both: both[0] * both[1])
        if marker in (0xD9, 0xDA):  # the end, or the dots themselves
            break
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return largest
