"""Every problem of an import has its sentence, and every sentence its problem."""

from __future__ import annotations

from console.imports.reader import FileWhy, What
from console.imports.reader.problems import Remedy
from views.messages.imports.problems import PROBLEMS, REMEDIES, REPLACE_CODES, remedy_on_page
from views.messages.imports.words import FILES


def test_sentences_and_names_agree() -> None:
    assert set(PROBLEMS) == set(What)
    assert set(REMEDIES) == set(Remedy)
    assert set(FILES) == set(FileWhy)


def test_a_page_names_its_tick_box_and_no_option_of_a_command() -> None:
    assert "--replace-codes" in REMEDIES["replace-codes"]
    assert REPLACE_CODES in remedy_on_page("replace-codes")
    assert not [name for name in REMEDIES if "--" in remedy_on_page(name)]
