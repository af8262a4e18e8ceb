"""What the console calls a mail stands in its text, and leaves with none."""

from __future__ import annotations

import pytest

from models.mails.texts.catalogue import kinds
from views.mails import source_of
from views.messages import label_of
from views.messages.mails.kinds import TEMPLATES, names_of


def test_a_text_without_a_name_is_refused_at_the_start(tmp_path):
    (tmp_path / "noun").mkdir()
    (tmp_path / "noun" / "kind.txt").write_text("{# Ce qui arrive #}\nSubject\n\nText\n")
    assert names_of(tmp_path) == {"kind": "Ce qui arrive"}
    (tmp_path / "noun" / "other.txt").write_text("Subject\n\n{# Ce qui arrive #}\nText\n")
    with pytest.raises(ValueError, match=r"other\.txt"):
        names_of(tmp_path)


def test_no_text_that_administrators_begin_from_holds_its_name():
    originals = {kind.name: source_of(kind) for kind in kinds().values()}
    named = names_of(TEMPLATES).keys() & originals.keys()
    assert named
    assert [name for name in named if "{#" in originals[name].subject or not originals[name].body] == []
    assert label_of("MailKind", "attached") == "Concession rattachée"
