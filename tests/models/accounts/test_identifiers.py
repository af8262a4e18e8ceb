"""Identifiers: made of the door and the names, never given twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import accounts
from models.accounts import ProAccount, UsedIdentifier
from models.accounts.queries import find_by_identifier
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.values.names import NameRefused, person_name
from tests.support import people
from tests.support.newcomers import create
from tests.support.records import by, count, of


def test_an_identifier_is_made_of_the_door_and_the_names(app):
    assert create().identifier == "pro.john.doe"
    assert create("Élodie", "d'Œuvré-Łuk").identifier == "pro.elodie.doeuvre-luk"


def test_names_are_kept_exactly_as_typed(app):
    account = create("  Élodie ", "d’ŒUVRÉ-łuk")
    assert (account.first_name, account.last_name) == ("  Élodie ", "d’ŒUVRÉ-łuk")


def test_homonyms_get_two_then_three(app):
    assert [create().identifier for _ in range(3)] == ["pro.john.doe", "pro.john.doe2", "pro.john.doe3"]


def test_what_is_no_name_makes_no_account_and_corrects_none(app, agent):
    with pytest.raises(NameRefused) as refused:
        create("Votre dossier est bloqué, payez sur https://exemple.fr")
    assert refused.value.field == "first_name" and count(ProAccount) == 0
    account = create()
    for correct, actor in ((accounts.correct, by(agent)), (accounts.rectify, of(account))):
        with pytest.raises(NameRefused) as refused:
            correct(account, version=account.version, last_name="exemple.fr", actor=actor)
        assert refused.value.field == "last_name"


def test_an_identifier_is_never_given_again_even_after_erasure(app):
    account = create()
    accounts.erase(account, reason="Demande de la personne", actor=people.SYSTEM)
    assert account.identifier != "pro.john.doe"
    assert find_by_identifier("pro.john.doe") is None
    assert create().identifier == "pro.john.doe2"


def test_identifiers_are_looked_up_trimmed_and_case_blind(app):
    account = create()
    assert find_by_identifier("  PRO.John.DOE\N{NO-BREAK SPACE}").id == account.id


@pytest.mark.parametrize(
    ("category", "door", "expected"),
    [
        ("9220", "pro", "asso"),
        ("5710", "asso", "pro"),
        ("", "asso", "asso"),
        ("", "pro", "pro"),
    ],
)
def test_the_legal_category_decides_when_the_wrong_door_was_taken(app, category, door, expected):
    account = create(company=people.facts(legal_category=category), account_type=door)
    assert account.account_type == expected and account.identifier.startswith(f"{expected}.")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20)), max_size=4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_names_get_an_identifier_of_their_own(app, names):
    def cleaned(name):
        for ch in name:
            try:
                person_name(f"x{ch}x")
            except NameRefused:
                name = name.replace(ch, "")
        return f"{name.replace('.', '')}x"

    made = [create(cleaned(first), cleaned(last)).identifier for first, last in names]
    assert len(set(made)) == len(made)
    assert all(each.isascii() and each == each.lower() and each.startswith("pro.") for each in made)


def test_the_database_itself_refuses_a_second_bearer_of_an_identifier(app):
    first, second = create(), create()
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            update(ProAccount).where(ProAccount.id == second.id).values(identifier=first.identifier)
        )


def test_used_identifiers_are_kept_as_digests_alone(app):
    create()
    kept = db.session.scalars(select(UsedIdentifier.digest)).all()
    assert kept and not any("john" in digest for digest in kept)
