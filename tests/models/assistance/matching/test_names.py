"""Names of companies as old files write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assistance.matching import names, resembling
from models.assistance.matching.names import words_of
from models.assistance.matching.resembling import likeness

NAMES = st.text(st.sampled_from("ABCDEFabcdefé0129 -'./&_"), max_size=30)
WORDS = st.lists(st.text(st.sampled_from("abcdeinrst0"), min_size=1, max_size=9), max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("old", "ours"),
    [
        ("SARL ENERGIE QUALITE SERVICE", "Énergie Qualité Service"),
        ("NOUVELLE SOCI_T_ RESIDENCES NAPOLEON", "NOUVELLE SOCIETE RESIDENCES NAPOLEON"),
        ("GROUPE STÃ‰F TRANSPORT CAEN", "STEF TRANSPORT CAEN"),
        ("NouvelleAttitude", "NOUVELLE ATTITUDE"),
        ("BERT SUD", "Sud bert"),
        ("EAU DE DINAH ASSAIN.", "EAU DE DINAN ASSAINISSEMENT"),
        ("MAISON DPTALE DES SOLIDARITES", "MAISON DEPARTEMENTALE DES SOLIDARITES"),
        ("Ville du Havre", "COMMUNE DU HAVRE"),
    ],
)
def test_one_name_in_two_spellings_is_one_name(old, ours):
    assert likeness(words_of(old), words_of(ours)).both >= 0.78


@pytest.mark.parametrize(
    ("old", "ours"),
    [
        ("VALEO VISION", "VALEO SYSTEMES THERMIQUES"),
        ("GAUMONT VALENCIENNES", "GAUMONT LE HAVRE"),
        ("SERVICE VOIRIE", "SERVICE DES EAUX"),
        ("PAVILLON GIRARDIN", "PAVILLON DE LA MUTUALITE"),
    ],
)
def test_a_sister_is_not_the_same(old, ours):
    assert likeness(words_of(old), words_of(ours)).both < 0.78


def test_an_agency_and_a_town_take_little_away():
    bare, full = words_of("COLAS"), words_of("COLAS AGENCE DU HAVRE 76")
    assert likeness(full, bare, {"havre"}).theirs == 1
    assert likeness(full, bare, {"havre"}).ours > likeness(words_of("COLAS FERROVIAIRE"), bare).ours


@given(WORDS, WORDS)
def test_shares_are_shares_and_the_order_of_the_sides_changes_nothing(first, other):
    there, back = likeness(first, other), likeness(other, first)
    assert 0 <= there.theirs <= 1 and 0 <= there.ours <= 1 and there.shared >= 0
    assert (there.theirs, there.ours) == pytest.approx((back.ours, back.theirs))


@given(WORDS.filter(bool))
def test_a_name_is_like_itself(words):
    assert likeness(words, words).both == pytest.approx(1)


@given(NAMES)
def test_folding_a_name_again_changes_nothing(text):
    words = words_of(text)
    assert words_of(" ".join(words)) == words or names.LEGAL & set(words)
    assert words_of(text.swapcase()) == words


@given(
    st.text(st.sampled_from("abcdefinrst"), max_size=10), st.text(st.sampled_from("abcdefinrst"), max_size=10)
)
def test_two_words_resemble_each_other_both_ways(first, other):
    assert resembling.resemblance(first, other) == resembling.resemblance(other, first)
    assert 0 <= resembling.resemblance(first, other) <= 1


@pytest.mark.parametrize(
    "text", ["M. Techer Antoine", "Noël DUPRÉ", "LAUNAY É.", "Mme BAZIN", "Hugues BRUNET"]
)
def test_a_person_is_no_company(text):
    assert names.is_person(text)


@pytest.mark.parametrize(
    "text", ["SERVICE VOIRIE", "COMPTABILITE", "RESPONSABLE RESEAUX", "NE PAS UTILISER", "?", ""]
)
def test_a_post_names_nobody(text):
    assert names.is_nobody(text)


@pytest.mark.parametrize("text", ["EIFFAGE METAL", "Ville du Havre", "O2 ASCQ", "APEI CENTRE MANCHE"])
def test_a_company_is_neither(text):
    assert not names.is_nobody(text) and not names.is_person(text)


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("FIBRE OPTIQUE 2018", ""),
        ("RESEAU HTA", ""),
        ("RUE DE LA CITADELLE", ""),
        ("SECTEUR SUD", ""),
        ("CHANTIER RUE THOMAS EDISON", ""),
        ("POSE ARMOIRE ELIAD", "eliad"),
        ("URSSAF BASSE NORMANDIE", "urssaf basse normandie"),
    ],
)
def test_works_and_streets_leave_a_title(title, rest):
    assert names.without_works(title) == rest


def test_an_operator_is_known_by_what_it_was_called():
    assert "enedis" in names.known_as(["ERDF"])
    assert "eiffage energie systemes normandie" in names.known_as(["FORCLUM NORMANDIE"])
    assert not names.known_as(["ERDFX"])


def test_a_name_gives_its_acronyms():
    assert "sbn" in names.initials("SPIE BATIGNOLLES NORD")
    assert {"asp", "sp"} & names.initials("ASSOC SAUVEGARDE DU PATRIMOINE")
