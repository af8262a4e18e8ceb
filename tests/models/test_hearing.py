"""What somebody says on the telephone, recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.hearing import Kind, hear


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("", Kind.NOTHING),
        ("   ", Kind.NOTHING),
        ("200 084 952 00015", Kind.SIRET),
        ("200084952-00015", Kind.SIRET),
        ("200 084 952 0001", Kind.WRONG_SIRET),
        ("200 084 952 00016", Kind.WRONG_SIRET),
        ("200 084 952 000155", Kind.WRONG_SIRET),
        ("200 084 952", Kind.SIREN),
        ("02 35 22 33 44", Kind.PHONE),
        ("0235223344", Kind.PHONE),
        ("+44 20 7946 0018", Kind.PHONE),
        ("Voirie@Colas.example", Kind.EMAIL),
        ("voirie@", Kind.WORDS),
        (" Pro.Elodie.Doeuvre-Luk2 ", Kind.IDENTIFIER),
        ("asso.jean.petit", Kind.IDENTIFIER),
        ("ECR-004217", Kind.WORDS),
        ("Réseaux de l’Estuaire", Kind.WORDS),
        ("12 34", Kind.WORDS),
        ("%", Kind.WORDS),
    ],
)
def test_it_is_recognised(said, kind):
    assert hear(said).kind is kind


def test_thirteen_digits_say_how_many_they_are():
    heard = hear("200 084 952 0001")
    assert heard.refusal is not None and heard.refusal.digits == 13
    assert heard.sought == "2000849520001"


def test_a_siret_is_sought_without_its_spaces():
    assert hear("200 084 952 00015").sought == "20008495200015"
    assert hear("200 084 952").sought == "200084952"
    assert hear(" Port de l’Estuaire ").sought == "Port de l’Estuaire"


@given(st.text(max_size=40))
def test_whatever_is_said_is_something(said):
    heard = hear(said)
    assert heard.kind in Kind and (heard.siret is not None) == (heard.kind is Kind.SIRET)
    assert (heard.refusal is not None) == (heard.kind is Kind.WRONG_SIRET)
