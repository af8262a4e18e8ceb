"""Two sides laid open: when a field is equal, close or different, and what makes one look twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from models import accounts, attachments
from models.assistance.matching import MatchProfile
from models.kernel.transactions import transaction
from models.reports import risk_flags
from models.reports.agreement import Accord, Compared, accords
from models.reports.comparison import compare
from models.reports.related_activity import Rate
from models.reports.risk_flags import Doubt
from tests.support import people
from tests.support.records import by, concession

EQUAL, CLOSE, DIFFERENT, UNKNOWN = Accord
NOBODY = ("", "")


def accord(field, old, new, person=NOBODY):
    return accords(MatchProfile(**old), MatchProfile(**new), person)[field]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Seine Estuaire Chaleur", "SEINE ESTUAIRE CHALEUR", EQUAL),
        ("SARL Réseaux du Littoral", "RESEAUX DU LITTORAL SAS", EQUAL),
        ("Ets. DUVAL & Fils", "DUVAL ET FILS", EQUAL),
        ("SEINE ESTUAIRE CHALEUR", "SEINE ESTUAIRE CHALEUR ENERGIES", CLOSE),
        ("SIENE ESTUAIRE CHALEUR", "SEINE ESTUAIRE CHALEUR", CLOSE),
        ("SEINE CHALEUR", "COBALT ALBATROS", DIFFERENT),
        ("M. Bernard Lefort", "CHALEUR DU CAUX", UNKNOWN),
        ("", "CHALEUR DU CAUX", UNKNOWN),
        ("SEINE CHALEUR", "", DIFFERENT),
    ],
)
def test_names(old, new, expected):
    assert accord(Compared.NAME, {"names": (old,)}, {"names": (new,)}) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("20008495200015", "20008495200023", EQUAL),
        ("200084952", "20008495200015", EQUAL),
        ("200084592", "20008495200015", CLOSE),
        ("552100554", "20008495200015", DIFFERENT),
        ("", "20008495200015", UNKNOWN),
    ],
)
def test_sirens(old, new, expected):
    assert accord(Compared.SIREN, {"siret": old}, {"siret": new}) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("12 rue Dumont d’Urville", "Le Havre"), ("12 RUE DUMONT D'URVILLE", "LE HAVRE"), EQUAL),
        (("12 r. Dumont d’Urville", "Le Havre"), ("12 RUE DUMONT D URVILLE BP 1", "LE HAVRE CEDEX"), EQUAL),
        (("12 rue Dumont d’Urville", "Le Havre"), ("12 RUE DUMONT URVILLE", "SAINTE ADRESSE"), CLOSE),
        (("14 rue Dumont d’Urville", "Le Havre"), ("12 RUE DUMONT D'URVILLE", "LE HAVRE"), DIFFERENT),
        (("1 quai Frissard", "Le Havre"), ("12 rue du Perrey", "Le Havre"), DIFFERENT),
        (("", "Le Havre"), ("12 rue du Perrey", "Le Havre"), UNKNOWN),
    ],
)
def test_addresses(old, new, expected):
    sides = [{"address": address, "city": city} for address, city in (old, new)]
    assert accord(Compared.ADDRESS, *sides) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("+33235000077",), ("02 35 00 00 77", "+33612345678"), EQUAL),
        (("+33235000077",), ("+33235000079",), CLOSE),
        (("+33235000077",), ("+33612345678",), DIFFERENT),
        ((), ("+33612345678",), UNKNOWN),
        (("poste 12",), ("+33612345678",), UNKNOWN),
    ],
)
def test_phones(old, new, expected):
    assert accord(Compared.PHONE, {"phones": old}, {"phones": new}) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Travaux@Chaleur.fr", ("contact@x.fr", "travaux@chaleur.fr"), EQUAL),
        ("travaux@chaleur.fr", ("contact@chaleur.fr",), CLOSE),
        ("hugo.lefort@orange.fr", ("hugo.lefort@chaleur.fr",), CLOSE),
        ("contact@orange.fr", ("contact@chaleur.fr",), DIFFERENT),
        ("a@orange.fr", ("b@orange.fr",), DIFFERENT),
        ("", ("b@orange.fr",), UNKNOWN),
    ],
)
def test_emails(old, new, expected):
    assert accord(Compared.EMAIL, {"emails": (old,)}, {"emails": new}) is expected


@pytest.mark.parametrize(
    ("holder", "email", "expected"),
    [
        ("M. Hugo LEFORT", "", EQUAL),
        ("", "hugo.lefort@chaleur.fr", EQUAL),
        ("", "h.lefort@chaleur.fr", EQUAL),
        ("M. Bernard LEFORT", "", CLOSE),
        ("Mme Claire Morel", "", DIFFERENT),
        ("CHALEUR DU CAUX", "contact@chaleur.fr", UNKNOWN),
        ("", "reseaux.travaux@chaleur.fr", UNKNOWN),
        ("", "", UNKNOWN),
    ],
)
def test_contacts(holder, email, expected):
    old = {"names": (holder,), "emails": (email,)}
    assert accord(Compared.CONTACT, old, {}, ("Hugo", "Lefort")) is expected


WORDS = some.text(max_size=30)
SIDES = some.builds(
    MatchProfile,
    names=some.tuples(WORDS),
    siret=some.text("0123456789 ", max_size=14),
    phones=some.tuples(some.text("+0123456789 ", max_size=14)),
    emails=some.tuples(WORDS),
    address=WORDS,
    city=WORDS,
)


@given(SIDES, SIDES, some.tuples(WORDS, WORDS))
def test_any_two_sides_are_compared_in_every_field(old, new, person):
    found = accords(old, new, person)
    assert list(found) == list(Compared) and set(found.values()) <= set(Accord)


@given(SIDES)
@example(MatchProfile(names=(";¹Ã",)))  # broken letters, of which nothing mends
def test_a_side_beside_itself_is_never_close_nor_different(side):
    found = accords(side, side, NOBODY)
    del found[Compared.CONTACT]
    assert set(found.values()) <= {EQUAL, UNKNOWN, *({DIFFERENT, CLOSE} if odd(side) else set())}


def odd(side):
    """A number that is none agrees with nothing, not even with itself."""
    return bool(side.siret.strip()) and not side.siren


@given(SIDES, SIDES)
def test_nothing_on_one_side_is_unknown_never_a_difference(old, new):
    empty = MatchProfile()
    known = accords(empty, new, NOBODY)
    assert set(known.values()) == {UNKNOWN}


@given(SIDES, SIDES)
def test_case_and_spaces_around_change_nothing(old, new):
    louder = replace(old, address=f" {old.address} ", city=f"{old.city} ", siret=f" {old.siret} ")
    assert accords(louder, new, NOBODY) == accords(old, new, NOBODY)


@given(SIDES, SIDES)
def test_numbers_agree_the_same_from_both_sides(old, new):
    first, other = accords(old, new, NOBODY), accords(new, old, NOBODY)
    assert first[Compared.PHONE] is other[Compared.PHONE]


# -- of an attachment


def bound(account, agent, record):
    return attachments.attach(
        record, account, evidence="other", justification="Vu avec Mme Le Goff, travaux.", actor=by(agent)
    )


def test_an_attachment_shows_what_each_side_says(app, agent):
    account = people.active(company=people.facts(name="CHALEUR DU CAUX"), email="hugo@chaleur.fr")
    made = bound(account, agent, concession(holder="Seine Albâtre", phone="+33235000077", city="Le Havre"))
    lines = {line.field: line for line in compare(made)}
    assert list(lines) == list(Compared)
    assert lines[Compared.NAME].old == ("Seine Albâtre",) and lines[Compared.NAME].new == ("CHALEUR DU CAUX",)
    assert account.email in lines[Compared.EMAIL].new and account.company.email in lines[Compared.EMAIL].new
    assert lines[Compared.SIREN].accord is UNKNOWN and lines[Compared.SIREN].old == ()
    assert lines[Compared.CONTACT].new[0] == account.full_name


# -- what makes one look twice


@pytest.fixture
def found(agent, supervisor):
    """`found(attachment)`: its cautions by doubt, as a supervisor reads them."""
    return lambda made: {
        caution.doubt: caution.facts
        for caution in risk_flags.cautions(made, compare(made), reader=supervisor)
    }


@pytest.fixture
def working_hours(clock):
    clock.move_to(datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    return clock


def plain(account, agent, **facts):
    """One of which nothing is to be said."""
    company = account.company
    known = {"holder": company.name, "siret": company.siret, "phone": company.phone}
    return bound(account, agent, concession(**{**known, **facts}))


@pytest.fixture
def old_account(working_hours):
    account = people.active()
    working_hours.shift(timedelta(days=2).total_seconds())
    return account


def test_a_plain_one_makes_nobody_wonder(app, agent, old_account, found):
    assert found(plain(old_account, agent)) == {}


def test_names_far_apart_are_told_with_both(app, agent, old_account, found):
    doubts = found(plain(old_account, agent, holder="COBALT ALBATROS"))
    assert doubts[Doubt.NAMES_APART] == {"old": "COBALT ALBATROS", "new": old_account.company.name}


@pytest.mark.parametrize(
    ("state", "doubt"),
    [
        ("closed", Doubt.COMPANY_CLOSED),
        ("unavailable", Doubt.COMPANY_UNVERIFIED),
        ("unknown", Doubt.COMPANY_UNVERIFIED),
    ],
)
def test_a_company_that_is_closed_or_unverified_is_told(app, agent, old_account, found, state, doubt):
    with transaction():
        old_account.company.directory_state = state
    assert doubt in found(plain(old_account, agent))


def test_a_free_mailbox_and_a_young_account_are_told_with_their_figures(app, agent, working_hours, found):
    account = people.active(email="hugo@orange.fr")
    working_hours.shift(timedelta(minutes=42).total_seconds())
    doubts = found(plain(account, agent))
    assert doubts[Doubt.FREE_MAILBOX] == {"email": "hugo@orange.fr", "domain": "orange.fr"}
    assert doubts[Doubt.YOUNG_ACCOUNT] == {"minutes": 42}


def test_several_holders_claimed_by_one_account_are_counted_and_named(app, agent, old_account, found):
    plain(old_account, agent)
    same = plain(old_account, agent, holder="Le même, mal écrit")
    assert Doubt.SEVERAL_HOLDERS not in found(same)
    other = plain(old_account, agent, holder="QUAI FRISSARD", siret="55210055400013")
    facts = found(other)[Doubt.SEVERAL_HOLDERS]
    assert facts["count"] == 2 and facts["holders"] == [old_account.company.name, "QUAI FRISSARD"]


@pytest.mark.parametrize(
    ("moment", "off"),
    [
        (datetime(2026, 11, 25, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 6, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 18, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 19, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 10, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 11, 10, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 15, 5, 0, tzinfo=UTC), False),
    ],
)
def test_nights_weekends_and_holidays_of_le_havre_are_no_working_hours(moment, off):
    assert risk_flags.is_off_hours(moment) is off


def test_an_agent_at_night_is_told_and_a_company_is_not(app, agent, clock, found):
    clock.move_to(datetime(2026, 11, 25, 22, 30, tzinfo=UTC))
    doubts = found(plain(people.active(), agent))
    assert doubts[Doubt.OFF_HOURS]["agent"] == agent.name


@pytest.mark.parametrize(
    ("rate", "unusual"),
    [
        (Rate(12, 4, 3), True),
        (Rate(11, 4, 3), False),
        (Rate(9, 1, 5), False),
        (Rate(40, 1, 2), False),
        (Rate(0, 0.0, 0), False),
    ],
)
def test_a_rate_is_unusual_beside_a_team_only(rate, unusual):
    assert risk_flags.is_unusual(rate) is unusual


def test_a_record_that_was_refused_before_is_told(app, agent, supervisor, old_account, found):
    first = plain(old_account, agent)
    attachments.contest(first, reason="Faux", actor=by(supervisor))
    again = bound(old_account, agent, first.concession)
    assert found(again)[Doubt.REFUSED_BEFORE]["company"] == old_account.company.name


def test_a_referent_who_bears_the_readers_name_is_told(app, agent, old_account):
    reader = people.staff("supervisor", name=old_account.full_name.upper())
    made = plain(old_account, agent)
    cautions = risk_flags.cautions(made, compare(made), reader=reader)
    assert [caution.doubt for caution in cautions] == [Doubt.YOUR_NAME]


def test_an_erased_account_is_still_read(app, agent, old_account, found):
    made = plain(old_account, agent)
    accounts.erase(old_account, reason="Parti", actor=people.SYSTEM)
    assert isinstance(found(made), dict)
