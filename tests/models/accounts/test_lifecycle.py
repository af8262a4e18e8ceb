"""Pro accounts: their identifiers, their life from creation to erasure, and who is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, mails
from models.accounts import AccountErased, AccountStatus, Person, ProAccount, UsedIdentifier
from models.accounts.lifecycle import list_overdue_accounts
from models.accounts.queries import find_by_identifier
from models.accounts.sign_in_throttle import WrongPassword
from models.companies import Company
from models.kernel import tokens
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.tokens import Purpose, Token, TokenExpired, TokenUnknown
from models.kernel.transactions import transaction
from models.mails import MailNotResendable
from models.values.contacts import EmailRefused
from models.values.names import NameRefused, person_name
from models.values.passwords import PasswordRefused
from tests.support import people
from tests.support.records import actions, by, concession, count, events, mails_of, of, visitor


def create(first="John", last="Doe", *, company=None, email="john.doe@example.org", **options):
    return accounts.create(
        company or people.facts(), Person(first, last, email, "Employé"), actor=people.SYSTEM, **options
    )


def activate(account):
    return accounts.activate(
        people.activation_secret(account), people.PRO_PASSWORD, terms_version="3", actor=visitor()
    )


# -- identifiers


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


# -- creation


def test_a_creation_makes_company_account_link_and_mail_in_one_breath(app):
    account = create()
    assert account.status is AccountStatus.PENDING
    assert actions() == ["company-registered", "account-created"]
    owed = mails_of()
    assert [(mail.kind, mail.to, mail.state) for mail in owed] == [
        ("activation", "john.doe@example.org", "owed")
    ]
    assert owed[0].token.is_live


def test_a_refused_address_leaves_nothing_behind(app):
    with pytest.raises(EmailRefused):
        create(email="john.doe")
    assert count(Company) == count(ProAccount) == count(UsedIdentifier) == 0


def test_a_double_click_on_the_last_step_makes_one_account(app):
    facts = people.facts()
    first = create(company=facts, submission="la-même")
    second = create(company=facts, submission="la-même")
    assert first.id == second.id and count(ProAccount) == 1 and len(mails_of()) == 1


def test_without_a_key_each_sending_makes_an_account(app):
    facts = people.facts()
    assert create(company=facts).id != create(company=facts).id


# -- activation


def test_activation_sets_the_password_and_keeps_the_consents_with_their_time(app, clock):
    account = create()
    active = activate(account)
    assert active.status is AccountStatus.ACTIVE
    assert active.terms_version == "3"
    assert active.terms_accepted_at == active.data_accepted_at == active.activated_at
    assert accounts.sign_in("pro.john.doe", people.PRO_PASSWORD, actor=visitor()).id == account.id


def test_a_link_activates_once(app):
    account = create()
    secret = people.activation_secret(account)
    activate(account)
    with pytest.raises(TokenExpired):
        accounts.activate(secret, "Une-autre-phrase-longue-9", terms_version="3", actor=visitor())


def test_looking_at_the_link_consumes_nothing(app):
    account = create()
    secret = people.activation_secret(account)
    for _ in range(5):
        assert tokens.peek(Purpose.ACTIVATION, secret).account_id == account.id
    activate(account)


def test_a_refused_password_does_not_consume_the_link(app):
    account = create()
    with pytest.raises(PasswordRefused):
        accounts.activate(people.activation_secret(account), "court", terms_version="3", actor=visitor())
    assert activate(account).is_active


def test_the_link_dies_after_seventy_two_hours(app, clock):
    account = create()
    secret = people.activation_secret(account)
    clock.shift(timedelta(hours=71, minutes=59))
    assert tokens.peek(Purpose.ACTIVATION, secret)
    assert account.status is AccountStatus.PENDING
    clock.shift(timedelta(minutes=2))
    with pytest.raises(TokenExpired):
        activate(account)
    assert account.status is AccountStatus.LINK_EXPIRED


def test_resending_kills_the_earlier_link(app):
    account = create()
    first = people.activation_secret(account)
    accounts.resend(account, actor=people.SYSTEM)
    with pytest.raises(TokenExpired):
        tokens.peek(Purpose.ACTIVATION, first)
    assert people.activation_secret(account) != first
    assert count(Token, Token.account_id == account.id, Token.ended_at.is_(None)) == 1
    assert len(mails_of("activation")) == 2 and "activation-resent" in actions()


def test_an_active_account_is_sent_no_activation_link(app, account):
    with pytest.raises(accounts.AccountNotPending):
        accounts.resend(account, actor=people.SYSTEM)


def test_an_expired_link_brings_a_new_one_to_the_accounts_own_address(app, clock):
    account = create()
    secret = people.activation_secret(account)
    clock.shift(timedelta(hours=73))
    accounts.request_activation_again(secret, actor=visitor())
    assert [mail.to for mail in mails_of("activation")] == ["john.doe@example.org"] * 2
    accounts.request_activation_again(secret, actor=visitor())
    assert len(mails_of("activation")) == 2
    with pytest.raises(TokenUnknown):
        accounts.request_activation_again("rien", actor=visitor())


def test_activation_tells_the_companys_address(app):
    account = activate(create(company=people.facts(email="siege@example.org")))
    sent = mails_of("new-account")
    assert [mail.to for mail in sent] == ["siege@example.org"]
    assert sent[0].params["identifier"] == account.identifier


def test_activation_tells_referents_and_no_other_account_of_the_company(app, agent):
    facts = people.facts(email="siege@example.org")
    referent = people.active(company=facts, email="referent@example.org")
    people.active(company=facts, email="curieux@example.org")
    attachments.attach(concession(), referent, evidence="code", access_code="4827", actor=by(agent))
    before = len(mails_of("new-account"))
    activate(create(company=facts))
    recipients = {mail.to for mail in mails_of("new-account")[before:]}
    assert recipients == {"siege@example.org", "referent@example.org"}


def test_at_most_three_notices_a_day_leave_for_one_address(app):
    facts = people.facts(email="siege@example.org")
    for number in range(5):
        people.active(company=facts, email=f"p{number}@example.org")
    states = [mail.state for mail in mails_of("new-account", to="siege@example.org")]
    assert states == ["owed"] * 3 + ["held"] * 2


def test_the_database_itself_refuses_an_active_account_without_its_consents(app, account):
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(ProAccount).where(ProAccount.id == account.id).values(terms_accepted_at=None))


# -- what happens to it later


def test_a_correction_tells_the_old_address_and_sends_a_pending_link_to_the_new_one(app, agent):
    account = create()
    first = people.activation_secret(account)
    accounts.correct(account, version=1, email="juste@example.org", last_name="Dö", actor=by(agent))
    assert (account.email, account.full_name, account.identifier) == (
        "juste@example.org",
        "John Dö",
        "pro.john.doe",
    )
    assert [mail.to for mail in mails_of("email-changed")] == ["john.doe@example.org"]
    assert mails_of("activation")[-1].to == "juste@example.org"
    with pytest.raises(TokenExpired):
        tokens.peek(Purpose.ACTIVATION, first)
    with pytest.raises(Stale):
        accounts.correct(account, version=1, email="tard@example.org", actor=by(agent))


def test_a_correction_is_found_by_searches_of_everything_that_bears_the_name(app, agent, account):
    bound = attachments.attach(concession(), account, evidence="code", access_code="4827", actor=by(agent))
    accounts.correct(account, version=account.version, last_name="Nouvellement", actor=by(agent))
    assert "nouvellement" in account.search and "nouvellement" in bound.search


def test_an_erased_account_is_not_corrected_and_says_so_before(app, agent, account):
    accounts.check_correct(account, by(agent))
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    with pytest.raises(AccountErased):
        accounts.check_correct(account, by(agent))


def test_suspending_needs_a_reason_and_closes_the_door_at_once(app, account, agent):
    with pytest.raises(ReasonMissing):
        accounts.suspend(account, reason="  ", actor=by(agent))
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.suspend(account, reason="Départ de la personne", actor=by(agent))
    assert account.status is AccountStatus.SUSPENDED
    assert count(Token, Token.account_id == account.id, Token.ended_at.is_(None)) == 0
    assert mails_of("account-suspended")[0].to == account.email
    with pytest.raises(accounts.AccountSuspended):
        accounts.suspend(account, reason="Encore", actor=by(agent))


def test_restoring_needs_a_reason_and_opens_the_door_again(app, account, agent):
    with pytest.raises(accounts.AccountNotSuspended):
        accounts.restore(account, reason="Rien", actor=by(agent))
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(ReasonMissing):
        accounts.restore(account, reason="", actor=by(agent))
    accounts.restore(account, reason="Doute levé", actor=by(agent))
    assert account.is_active
    assert events("account-restored")[0].detail.reason == "Doute levé"


def test_a_pending_account_that_is_restored_gets_a_new_link(app, agent):
    account = create()
    accounts.suspend(account, reason="Doute", actor=by(agent))
    assert not db.session.scalars(select(Token).where(Token.ended_at.is_(None))).all()
    accounts.restore(account, reason="Levé", actor=by(agent))
    assert activate(account).is_active


def test_an_account_suspended_before_its_activation_cannot_be_activated(app, agent):
    account = create()
    secret = people.activation_secret(account)
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(TokenExpired):
        accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=visitor())


def test_accounts_never_activated_go_after_thirty_days(app, clock, agent):
    account = create(email="oubli@example.org")
    attachments.attach(concession(), account, evidence="code", access_code="4827", actor=by(agent))
    clock.shift(timedelta(days=29, hours=23))
    assert list_overdue_accounts() == []
    clock.shift(timedelta(hours=2))
    assert [each.id for each in list_overdue_accounts()] == [account.id]
    accounts.lapse(account, actor=people.SYSTEM)
    assert account.status is AccountStatus.ERASED and account.email == ""
    assert list_overdue_accounts() == []


def test_an_account_that_lapses_frees_what_it_was_to_hold_and_tells_the_old_contact(app, agent):
    account, record = create(), concession(email="ancien@example.org")
    bound = attachments.attach(record, account, evidence="code", access_code="4827", actor=by(agent))
    accounts.lapse(account, actor=people.SYSTEM)
    assert bound.status == "lapsed" and attachments.current(record) is None
    assert "ancien@example.org" in {mail.to for mail in mails_of("attachment-lapsed")}


def test_an_active_account_does_not_lapse(app, account):
    with pytest.raises(accounts.AccountNotPending):
        accounts.lapse(account, actor=people.SYSTEM)


def test_erasure_leaves_the_person_nowhere_in_the_account_nor_in_what_searches_find(app, agent):
    account = people.active(first_name="Zéphyrine", last_name="Quillebeuf", email="zq@example.org")
    bound = attachments.attach(concession(), account, evidence="code", access_code="4827", actor=by(agent))
    case = attachments.ask_agent(account, kind="voirie", title="Un titre", actor=of(account))
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    for row in (account, bound, case):
        text = " ".join(str(value) for value in vars(row).values()).lower()
        assert "quillebeuf" not in text and "zq@example" not in text
    assert not bound.is_open
    with pytest.raises(Stale):
        accounts.erase(account, reason="Encore", actor=people.SYSTEM)


def test_an_erased_persons_links_are_dead_and_carry_no_address(app, account):
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.request_email_change(
        account, "neuf@example.org", current_password=people.PRO_PASSWORD, actor=of(account)
    )
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    links = db.session.scalars(select(Token).where(Token.account_id == account.id)).all()
    assert len(links) == 3 and not any(link.is_live or link.data for link in links)


def test_what_an_erased_referent_held_goes_to_a_co_referent(app, agent):
    facts = people.facts()
    first, second = people.active(company=facts), people.active(company=facts)
    bound = attachments.attach(concession(), first, evidence="code", access_code="4827", actor=by(agent))
    attachments.add_referent(bound, second, actor=by(agent))
    accounts.erase(first, reason="Demande", actor=people.SYSTEM)
    assert bound.is_in_effect and bound.referent_id == second.id


# -- correcting the address of a mail that was refused


def test_an_activation_mail_is_corrected_and_sent_again_with_a_new_link(app, agent):
    account = create(email="fautte@example.org")
    refused = mails_of("activation")[0]
    mails.postponed(refused, error="550 inconnu", next_at=None)
    again = mails.resend(refused, email="juste@example.org", actor=by(agent))
    assert again.to == account.email == "juste@example.org"
    assert again.token_id != refused.token_id and not refused.token.is_live
    assert activate(account).is_active


def test_a_reset_link_is_never_sent_to_another_address(app, account, agent):
    accounts.ask_reset(account.identifier, actor=visitor())
    [mail] = mails_of("reset")
    mails.sent(mail, message_id="<1@example.org>")
    with pytest.raises(MailNotResendable):
        mails.resend(mail, email="pirate@example.org", actor=by(agent))


# -- the address corrected by who has just created the account


def test_who_created_an_account_corrects_its_address_and_staff_do_it_their_way(app, agent):
    account = create(email="fautte@example.org")
    with pytest.raises(NotAllowed):
        accounts.readdress(account, "juste@example.org", version=account.version, actor=by(agent))
    accounts.readdress(account, "juste@example.org", version=account.version, actor=visitor())
    assert account.email == "juste@example.org" and account.version == 2
    assert [mail.to for mail in mails_of("activation")] == ["fautte@example.org", "juste@example.org"]
    assert mails_of("email-changed") == []


def test_an_address_that_staff_corrected_meanwhile_is_not_put_back(app, agent):
    account = create(email="fautte@example.org")
    seen = account.version
    accounts.correct(account, version=seen, email="juste@example.org", actor=by(agent))
    with pytest.raises(Stale):
        accounts.readdress(account, "pirate@example.org", version=seen, actor=visitor())
    assert account.email == "juste@example.org"


def test_a_proof_and_what_it_opens_are_one(app, account):
    with pytest.raises(ZeroDivisionError):
        with accounts.proved(account, people.PRO_PASSWORD, actor=of(account)):
            accounts.erase(account, reason="à la demande de la personne", actor=of(account))
            raise ZeroDivisionError
    db.session.rollback()
    assert account.erased_at is None and account.is_active
    with pytest.raises(WrongPassword):
        with accounts.proved(account, "pas celui-là", actor=of(account)):
            raise AssertionError("nothing is done without the proof")
