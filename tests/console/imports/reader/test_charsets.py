"""The encoding of an old file is told by the words that it makes."""

from __future__ import annotations

import io

import pytest

from console.imports.reader.charsets import CANDIDATES, Charset, detected, likeliest

WORDS = (
    "Société d'exploitation", "RTE D'ÉPOUVILLE", "Prévenir les riverains", "Bénarville", "accès école",
    "Préfecture", "Saint-Léonard", "HÉLÈNE", "Où êtes-vous", "façade", "ÉLECTRICITÉ", "N° 12 bis, à côté",
)  # fmt: skip


@pytest.mark.parametrize("charset", CANDIDATES)
@pytest.mark.parametrize("word", WORDS)
def test_one_line_is_enough(charset: Charset, word: str) -> None:
    assert detected(io.BytesIO(f"reference;intitule\nR1;{word}\n".encode(charset.codec))) is charset


@pytest.mark.parametrize(
    "word", ["Saint-Saëns", "HÔTEL DE VILLE", "ZOË", "PISSY-PÔVILLE", "12 000 €", "l’été"]
)
def test_when_little_decides_it_is_windows(word: str) -> None:
    assert likeliest(word.encode("cp1252")) is Charset.WINDOWS


def test_plain_text_and_utf_8_need_no_guess() -> None:
    for text in ("reference;intitule\nR1;Quai\n", "R1;Société du Havre – Été\n" * 10):
        assert detected(io.BytesIO(text.encode())) is Charset.UTF_8


def test_lines_of_utf_8_in_the_same_file_do_not_count() -> None:
    raw = "Société\n".encode() * 500 + "Préfet\n".encode("mac_roman")
    assert detected(io.BytesIO(raw)) is Charset.MAC


def test_the_only_accent_may_stand_far_down() -> None:
    raw = b"R1;Quai;0042\n" * 200_000 + "R2;Société;0043\n".encode("cp850")
    assert detected(io.BytesIO(raw)) is Charset.DOS
