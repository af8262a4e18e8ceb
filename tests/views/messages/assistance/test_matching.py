"""The words of a match: its signs, how sure it is, what it justifies."""

from __future__ import annotations

from models.assistance.matching import Certainty, Sign
from models.attachments import Evidence
from views.formats import NBSP
from views.messages.assistance import matching


def plain(text):
    return text.replace(NBSP, " ")


def test_every_sign_and_certainty_has_its_words():
    assert set(matching.SIGNS) == set(Sign)
    assert set(matching.CERTAINTIES) == set(Certainty)


def test_a_justification_is_made_of_what_the_console_sees():
    signs = (Sign.SAME_PHONE, Sign.SAME_SIRET, Sign.SAME_NAME, Sign.OTHER_CITY)
    text = plain(matching.justification(Evidence.SIREN, "200084952", signs))
    assert text == "Même SIREN 200084952 sur l’ancien dossier : même téléphone, même nom."
    assert len(matching.justification(Evidence.SIREN, "200084952", ())) >= 20
    assert matching.justification(Evidence.CODE, "200084952", signs) == ""
    assert matching.justification(Evidence.CALLBACK, "200084952", signs) == ""


def test_signs_speak_for_nearly_or_against():
    tones = {matching.sign_tag(sign).tone for sign in Sign}
    assert tones == {"yes", "near", "no"}
    assert matching.sign_tag(Sign.OTHER_SIREN).tone == "no"
