"""The signs between a record and a company."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.assistance.matching import MatchProfile, Sign, among, signs

COMPANY = MatchProfile(
    names=("EIFFAGE ENERGIE SYSTEMES NORMANDIE",),
    acronym="EESN",
    siret="20008495200015",
    phones=("+33235223344",),
    emails=("voirie@eiffage.example",),
    address="12 RUE DU PERREY",
    city="LE HAVRE",
)


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"siret": "20008495200015"}, Sign.SAME_SIRET),
        ({"siret": "200084952"}, Sign.SAME_SIREN),
        ({"siret": "73282932000074"}, Sign.OTHER_SIREN),
        ({"names": ("SAS Eiffage Énergie Systèmes Normandie",)}, Sign.SAME_NAME),
        ({"names": ("FORCLUM NORMANDIE",)}, Sign.SAME_NAME),
        ({"names": ("EIFAGE ENRGIE SYST. NORMANDY",)}, Sign.CLOSE_NAME),
        ({"names": ("EIFFAGE ENERGIE",)}, Sign.CUT_NAME),
        ({"names": ("EIFFAGE ENERGIE SYSTEMES NORMANDIE CLEMESSY MOTORS",)}, Sign.LONGER_NAME),
        ({"names": ("COLAS",)}, Sign.OTHER_NAME),
        ({"names": ("E.E.S.N.",)}, Sign.ACRONYM),
        ({"names": ("COLAS",), "title": "FIBRE OPTIQUE EESN"}, Sign.ACRONYM),
        ({"phones": ("02 35 22 33 44 / 06 39 98 10 26",)}, Sign.SAME_PHONE),
        ({"phones": ("02 35 22 33 45",)}, Sign.OTHER_PHONE),
        ({"emails": ("VOIRIE@eiffage.example",)}, Sign.SAME_EMAIL),
        ({"emails": ("dict@eiffage.example",)}, Sign.SAME_DOMAIN),
        ({"emails": ("dict@eesn.example",)}, Sign.NAMED_DOMAIN),
        ({"emails": ("dict@colas.example",)}, Sign.OTHER_DOMAIN),
        ({"emails": ("eiffage.6726@gmail.com",)}, Sign.NAMED_MAILBOX),
        ({"names": ("EIFFAGE ROUTE NORMANDIE",)}, Sign.SISTER_NAME),
        ({"address": "12, R. du Perrey BP 12", "city": "Rouen"}, Sign.SAME_ADDRESS),
        ({"address": "14 rue du Perrey", "city": "LE HAVRE CEDEX"}, Sign.SAME_CITY),
        ({"city": "Rouen"}, Sign.OTHER_CITY),
    ],
)
def test_each_sign_is_seen(facts, sign):
    assert sign in signs(MatchProfile(**facts), COMPANY)


def test_nothing_known_is_no_sign():
    assert (
        signs(MatchProfile(), COMPANY)
        == frozenset()
        == signs(MatchProfile(names=("M. Petit Jean",)), MatchProfile())
    )


def test_a_persons_box_at_a_provider_says_nothing():
    ours = replace(COMPANY, emails=("un@orange.fr",))
    assert not {Sign.SAME_DOMAIN, Sign.OTHER_DOMAIN} & signs(MatchProfile(emails=("deux@orange.fr",)), ours)


def test_a_sole_traders_company_bears_his_name():
    assert Sign.SAME_NAME in signs(
        MatchProfile(names=("M. Jean Dupont",)), MatchProfile(names=("DUPONT JEAN",))
    )
    assert not signs(MatchProfile(names=("M. Jean Dupont",)), MatchProfile(names=("DURAND JEAN",)))


def test_a_name_of_common_words_alone_is_poor():
    found = signs(MatchProfile(names=("SERVICE ENERGIE",)), MatchProfile(names=("ENERGIE SERVICES",)))
    assert Sign.POOR_NAME in found


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("TRIANGLE 10", "TRIANGLE 60"),
        ("STEF LOGISTIQUE CAEN", "STEF TRANSPORT CAEN"),
        ("ASSOC INTERMEDIAIRE ECO SERVICES", "ASSOC INTERMEDIAIRE MILLE SERVICES"),
    ],
)
def test_names_that_each_say_something_of_their_own_are_sisters(ours, theirs):
    assert Sign.SISTER_NAME in signs(MatchProfile(names=(ours,)), MatchProfile(names=(theirs,)))


@pytest.mark.parametrize(
    "ours", ["TRIANGLE 60 AGENCE DU HAVRE", "TRIANGLE (LE HAVRE)", "TRIANLGE 60", "TRIANGLE60"]
)
def test_a_town_an_agency_and_a_slip_make_no_sister(ours):
    assert Sign.SISTER_NAME not in signs(MatchProfile(names=(ours,)), MatchProfile(names=("TRIANGLE 60",)))


def test_a_number_of_another_of_ours_that_nothing_else_leads_to_is_a_slip_of_the_pen():
    record = MatchProfile(siret="73282932000074", names=("EIFFAGE ENERGIE SYSTEMES NORMANDIE",))
    stray = MatchProfile(siret="73282932000074", names=("BTP VACANCES",))
    own, other = among([("200084952", signs(record, COMPANY)), ("732829320", signs(record, stray))])
    assert Sign.OTHER_SIREN not in own and Sign.SAME_SIRET in other
    (alone,) = among([("200084952", signs(record, COMPANY))])
    assert Sign.OTHER_SIREN in alone  # of somebody whom we do not know: it may well be his record


def test_a_domain_that_two_legal_units_bear_is_a_groups():
    record = MatchProfile(emails=("dict@eiffage.example",))
    sister = replace(COMPANY, siret="73282932000074", emails=("accueil@eiffage.example",))
    pairs = [(party.siren, signs(record, party)) for party in (COMPANY, sister)]
    assert all(Sign.SHARED_DOMAIN in found for found in among(pairs))
    assert Sign.SAME_DOMAIN in among(pairs[:1])[0]
