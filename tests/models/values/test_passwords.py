"""Passwords: which are accepted, how they are kept, how they are changed and reset."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import argon2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import accounts
from models.accounts import WrongPassword
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from models.kernel.transactions import transaction
from models.sign_in.throttle import SignInRefused
from models.values import passwords
from models.values.passwords import PasswordRefused, Why
from tests.support import people
from tests.support.records import actions, mails_of, of, visitor

NEW = "Balise-cardinale-ouest-19"


def why(password, **options):
    with pytest.raises(PasswordRefused) as refused:
        passwords.check(password, **options)
    return refused.value.facts["why"]


def reset_secret():
    return tokens.secret_of(mails_of("reset")[-1].token)


def test_twelve_characters_are_enough_and_eleven_are_not():
    passwords.check("vK9!tZ2qLw#m")
    assert why("vK9!tZ2qLw#") is Why.SHORT


def test_staff_need_fourteen():
    assert why("vK9!tZ2qLw#mx", minimum=passwords.SHORTEST_STAFF) is Why.SHORT
    passwords.check("vK9!tZ2qLw#mxP", minimum=passwords.SHORTEST_STAFF)


def test_a_hundred_and_twenty_eight_are_accepted_and_one_more_is_not():
    long = "Gabion marnage étrave " * 6
    passwords.check(long[:128])
    assert why(long[:129]) is Why.LONG


def test_no_composition_is_asked_for():
    passwords.check("correcte agrafe cheval batterie")


def test_what_weighs_a_password_can_be_replaced_by_its_name(monkeypatch):
    """The suite weighs its own people's passwords once; else each of them costs 6 ms, thousands of times."""
    monkeypatch.setattr(passwords, "zxcvbn", lambda password, user_inputs: {"score": 0})
    assert why("Quai-brise-lames-82-vareuse") == Why.GUESSABLE


@pytest.mark.parametrize(
    "password", ["password1234", "azertyuiop123", "aaaaaaaaaaaaaaaa", "123456789012", "motdepasse2024"]
)
def test_what_is_common_or_guessable_is_refused(password):
    assert why(password) is Why.GUESSABLE


@pytest.mark.parametrize("password", ["John.Doe.john", "JOHNDOE-2024", "jöhn doe 12345"])
def test_what_is_made_of_the_persons_own_data_is_refused(password):
    assert why(password, about=("pro.john.doe", "John", "Doe")) in (Why.PERSONAL, Why.GUESSABLE)


@pytest.mark.parametrize("sign", ["\x00", "\t", "\n", "\x7f"])
def test_an_invisible_sign_is_refused(sign):
    assert why(f"Gabion-marnage{sign}étrave") is Why.CONTROL


def test_two_keyboards_spell_one_password(app):
    composed = unicodedata.normalize("NFC", "Marée-étrave-été-47")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert passwords.verify(passwords.hash_(decomposed), composed)


def test_the_length_is_counted_in_composed_characters():
    assert why(unicodedata.normalize("NFD", "éàèçùôîâêûë")) is Why.SHORT


def test_passwords_are_kept_by_argon2id(app):
    assert passwords.hash_(NEW).startswith("$argon2id$")


def test_without_a_hash_the_answer_is_no(app):
    assert passwords.verify(None, "nobody has this password") is False
    assert passwords.verify("garbage", NEW) is False


def test_nothing_is_hashed_or_verified_inside_a_transaction(app):
    with transaction():
        with pytest.raises(RuntimeError):
            passwords.hash_(NEW)
        with pytest.raises(RuntimeError):
            passwords.verify(None, NEW)


def test_a_sign_in_hashes_again_when_the_parameters_have_changed(app, account, monkeypatch):
    before = account.password_hash
    monkeypatch.setattr(
        passwords, "_hasher", argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )
    accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=visitor())
    assert account.password_hash != before and "t=2" in account.password_hash
    accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=visitor())


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_either_accepted_or_refused_by_name(app, password):
    try:
        passwords.check(password, about=("pro.john.doe",))
    except PasswordRefused as refused:
        assert refused.facts["why"] in Why
    else:
        assert passwords.verify(passwords.hash_(password), password)


# -- changed and reset


def test_a_changed_password_replaces_the_old_one_and_the_owner_is_told(app, account):
    killed = account.sessions_valid_from
    accounts.change_password(account, current_password=people.PRO_PASSWORD, password=NEW, actor=of(account))
    assert account.sessions_valid_from != killed
    with pytest.raises(SignInRefused):
        accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=visitor())
    accounts.sign_in(account.identifier, NEW, actor=visitor())
    assert mails_of("password-changed")[0].to == account.email and "password-changed" in actions()


def test_changing_it_asks_for_the_current_one_and_counts_the_guesses(app, account):
    for _ in range(6):
        with pytest.raises(WrongPassword):
            accounts.change_password(account, current_password="non", password=NEW, actor=of(account))
    with pytest.raises(WrongPassword):
        accounts.change_password(
            account, current_password=people.PRO_PASSWORD, password=NEW, actor=of(account)
        )


def test_a_reset_link_lives_one_hour_and_works_once(app, account, clock):
    accounts.ask_reset(account.identifier, actor=visitor())
    secret = reset_secret()
    clock.shift(timedelta(minutes=59))
    accounts.reset(secret, NEW, actor=visitor())
    with pytest.raises(TokenExpired):
        accounts.reset(secret, NEW, actor=visitor())
    accounts.sign_in(account.identifier, NEW, actor=visitor())
    accounts.ask_reset(account.identifier, actor=visitor())
    clock.shift(timedelta(minutes=61))
    with pytest.raises(TokenExpired):
        accounts.reset(reset_secret(), NEW, actor=visitor())


def test_a_reset_works_during_a_delay_and_ends_it(app, account):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            accounts.sign_in(account.identifier, "non", actor=visitor())
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.reset(reset_secret(), NEW, actor=visitor())
    accounts.sign_in(account.identifier, NEW, actor=visitor())


def test_a_link_opens_nothing_but_what_it_is_for(app, account):
    accounts.ask_reset(account.identifier, actor=visitor())
    with pytest.raises(TokenUnknown):
        accounts.activate(reset_secret(), NEW, terms_version="1", actor=visitor())
    pending = people.pending()
    with pytest.raises(TokenUnknown):
        accounts.reset(people.activation_secret(pending), NEW, actor=visitor())


def test_reset_mails_are_three_a_day_to_one_address(app, account, clock):
    for _ in range(5):
        accounts.ask_reset(account.identifier, actor=visitor())
    assert len(mails_of("reset")) == 3
    clock.shift(timedelta(hours=24, minutes=1))
    accounts.ask_reset(account.identifier, actor=visitor())
    assert len(mails_of("reset")) == 4


def test_identifier_mails_are_three_a_day_to_one_address_and_list_all_of_it(app):
    first = people.active(email="deux@example.org")
    second = people.active(email="Deux@example.org")
    for _ in range(4):
        accounts.remind_identifiers(" DEUX@example.org ", actor=visitor())
    sent = mails_of("identifiers")
    assert len(sent) == 3
    assert {each["identifier"] for each in sent[0].params["accounts"]} == {
        first.identifier,
        second.identifier,
    }


def test_an_unknown_identifier_or_address_is_sent_nothing(app):
    accounts.ask_reset("pro.personne.inconnue", actor=visitor())
    accounts.remind_identifiers("personne@example.org", actor=visitor())
    assert mails_of() == []


def test_a_suspended_account_gets_no_reset_and_a_pending_one_gets_its_activation(app, account, agent):
    pending = people.pending()
    accounts.suspend(account, reason="Doute", actor=people.SYSTEM)
    accounts.ask_reset(account.identifier, actor=visitor())
    assert mails_of("reset") == []
    accounts.ask_reset(pending.identifier, actor=visitor())
    assert len(mails_of("activation", to=pending.email)) == 2 and mails_of("reset") == []


def test_a_new_address_is_proved_by_its_own_link_and_the_old_one_is_told(app, account):
    old = account.email
    accounts.request_email_change(
        account, "neuf@example.org", current_password=people.PRO_PASSWORD, actor=of(account)
    )
    assert account.email == old and mails_of("email-change")[0].to == "neuf@example.org"
    accounts.confirm_email(tokens.secret_of(mails_of("email-change")[0].token), actor=visitor())
    assert account.email == "neuf@example.org" and mails_of("email-changed")[0].to == old
    assert tokens.LIFE[Purpose.EMAIL_CHANGE] == timedelta(hours=24)


def test_the_number_of_the_company_is_no_password(app):
    account = people.pending()
    with pytest.raises(PasswordRefused) as refused:
        accounts.activate(
            people.activation_secret(account), account.company.siret, terms_version="3", actor=people.SYSTEM
        )
    assert refused.value.facts["why"] is Why.PERSONAL


@pytest.mark.parametrize("password", ["4@8({[<369&#!|10$5+7%2" * 2, "4a@8b(c{6g9q1i!0o$s5+t7%x2z" * 4])
def test_a_password_full_of_signs_that_stand_for_letters_is_weighed_by_one_reading(password, monkeypatch):
    weighed = []
    monkeypatch.setattr(passwords, "zxcvbn", lambda part, **_: weighed.append(part) or {"score": 4})
    passwords.check(password)
    assert all(len(part) <= passwords.WEIGHED and not set(part) & passwords.LEET.keys() for part in weighed)


def test_a_long_password_is_strong_by_any_of_its_parts_and_a_long_repetition_is_none():
    passwords.check("a" * 40 + "quatre chevaux de mer sous la digue nord")
    with pytest.raises(PasswordRefused):
        passwords.check("a" * 128)
