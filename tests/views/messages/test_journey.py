"""The cockpit's sentences."""

from __future__ import annotations

import pytest

from models.assistance.caller_query import QueryKind, parse
from models.assistance.matching import Certainty, Sign
from models.assistance.next_step import NextStep
from models.attachments import Evidence
from views.formats import NBSP
from views.messages import journey


def plain(text):
    return text.replace(NBSP, " ")


def test_every_step_sign_and_kind_has_its_words():
    assert set(journey.STEPS) == set(NextStep)
    assert set(journey.SIGNS) == set(Sign)
    assert set(journey.CERTAINTIES) == set(Certainty)
    assert set(journey.EVIDENCE) == set(Evidence)
    assert set(journey.HEARD) == set(QueryKind)


@pytest.mark.parametrize(
    ("said", "counts", "words"),
    [
        ("200 084 952 00015", (1, 2, 3), "SIRET juste. Une structure, deux comptes, trois concessions."),
        ("200 084 952 0001", (0, 0, 0), "Le SIRET compte 13 chiffres : il en faut 14. Rien ne répond."),
        ("02 35 22 33 44", (0, 1, 0), "Numéro de téléphone. Aucune structure, un compte, aucune concession."),
        ("Estuaire", (6, 0, 1), "Six structures, aucun compte, une concession."),
        ("", (0, 0, 0), ""),
    ],
)
def test_what_was_understood_is_said_in_words(said, counts, words):
    assert plain(journey.heard_words(parse(said), *counts)) == words


def test_a_justification_is_made_of_what_the_console_sees():
    signs = (Sign.SAME_PHONE, Sign.SAME_SIRET, Sign.SAME_NAME, Sign.OTHER_CITY)
    text = plain(journey.justification(Evidence.SIREN, "200084952", signs))
    assert text == "Même SIREN 200084952 sur l’ancien dossier : même téléphone, même nom."
    assert len(journey.justification(Evidence.SIREN, "200084952", ())) >= 20
    assert journey.justification(Evidence.CODE, "200084952", signs) == ""
    assert journey.justification(Evidence.CALLBACK, "200084952", signs) == ""


def test_signs_speak_for_nearly_or_against():
    tones = {journey.sign_tag(sign).tone for sign in Sign}
    assert tones == {"yes", "near", "no"}
    assert journey.sign_tag(Sign.OTHER_SIREN).tone == "no"
