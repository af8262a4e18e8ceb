"""Every kind of evidence that the models know has its words, and no other has."""

from __future__ import annotations

import pytest

from models.attachments import evidence as kinds
from views import messages
from views.messages.attachments.evidence import EVIDENCE, proof_of


def test_the_words_are_those_of_the_kinds_in_their_order():
    assert list(EVIDENCE) == list(kinds.Evidence)
    assert set(EVIDENCE) == set(kinds.EVIDENCE)
    assert list(messages.LABELS["Evidence"]) == [kind.value for kind in kinds.Evidence]


@pytest.mark.parametrize("kind", list(kinds.Evidence))
def test_each_is_called_proposed_and_shown(kind):
    words = EVIDENCE[kind]
    assert all((words.label, words.proof.words))
    proposed = (words.gives, words.why, words.say, words.key)
    assert all(proposed) if kind in kinds.OF_STAFF else not any(proposed)
    assert proof_of(kind) is proof_of(kind.value) is words.proof
