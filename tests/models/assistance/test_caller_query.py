"""What somebody says on the telephone, recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assistance.caller_query import QueryKind, parse


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", QueryKind.NOTHING),
        ("   ", QueryKind.NOTHING),
        ("200 084 952 00015", QueryKind.SIRET),
        ("200084952-00015", QueryKind.SIRET),
        ("200 084 952 0001", QueryKind.WRONG_SIRET),
        ("200 084 952 00016", QueryKind.WRONG_SIRET),
        ("200 084 952 000155", QueryKind.WRONG_SIRET),
        ("200 084 952", QueryKind.SIREN),
        ("02 35 22 33 44", QueryKind.PHONE),
        ("0235223344", QueryKind.PHONE),
        ("+44 20 7946 0018", QueryKind.PHONE),
        ("Voirie@Colas.example", QueryKind.EMAIL),
        ("voirie@", QueryKind.WORDS),
        (" Pro.Elodie.Doeuvre-Luk2 ", QueryKind.IDENTIFIER),
        ("asso.jean.petit", QueryKind.IDENTIFIER),
        ("ECR-004217", QueryKind.WORDS),
        ("Réseaux de l’Estuaire", QueryKind.WORDS),
        ("12 34", QueryKind.WORDS),
        ("%", QueryKind.WORDS),
    ],
)
def test_it_is_recognised(text, kind):
    assert parse(text).kind is kind


def test_thirteen_digits_say_how_many_they_are():
    query = parse("200 084 952 0001")
    assert query.refusal is not None and query.refusal.digits == 13
    assert query.search_text == "2000849520001"


def test_a_siret_is_searched_without_its_spaces():
    assert parse("200 084 952 00015").search_text == "20008495200015"
    assert parse("200 084 952").search_text == "200084952"
    assert parse(" Port de l’Estuaire ").search_text == "Port de l’Estuaire"


@given(st.text(max_size=40))
def test_whatever_is_said_is_something(text):
    query = parse(text)
    assert query.kind in QueryKind and (query.siret is not None) == (query.kind is QueryKind.SIRET)
    assert (query.refusal is not None) == (query.kind is QueryKind.WRONG_SIRET)
