"""Every problem of an import has its sentence, and every sentence its problem."""

from __future__ import annotations

from console.imports.reader import FileWhy, What
from console.imports.reader.problems import Remedy
from views.messages.imports import FILES, PROBLEMS, REMEDIES


def test_sentences_and_names_agree() -> None:
    assert set(PROBLEMS) == set(What)
    assert set(REMEDIES) == set(Remedy)
    assert set(FILES) == set(FileWhy)
