"""The sentences of the assistance."""

from __future__ import annotations

import pytest

from models.assistance.caller_query import QueryKind, parse
from models.assistance.next_step import NextStep
from models.attachments import Evidence
from views.formats import NBSP
from views.messages.assistance import next_step


def plain(text):
    return text.replace(NBSP, " ")


def test_every_step_evidence_and_kind_has_its_words():
    assert set(next_step.STEPS) == set(NextStep)
    assert set(next_step.EVIDENCE) == set(Evidence)
    assert set(next_step.KINDS) == set(QueryKind)


@pytest.mark.parametrize(
    ("text", "counts", "words"),
    [
        ("200 084 952 00015", (1, 2, 3), "SIRET juste. Une structure, deux comptes, trois concessions."),
        ("200 084 952 0001", (0, 0, 0), "Le SIRET compte 13 chiffres : il en faut 14. Aucun résultat."),
        ("02 35 22 33 44", (0, 1, 0), "Numéro de téléphone. Aucune structure, un compte, aucune concession."),
        ("Estuaire", (6, 0, 1), "Six structures, aucun compte, une concession."),
        ("", (0, 0, 0), ""),
    ],
)
def test_what_was_understood_is_said_in_words(text, counts, words):
    assert plain(next_step.query_words(parse(text), *counts)) == words
