"""The export of one's own data."""

from __future__ import annotations

import json

import pyotp

from models import accounts, road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.concessions import cleansing
from models.kernel.base import db
from models.kernel.clock import now
from models.road_openings import DatesOutcome
from models.sign_in.codes import random_secret
from models.staff import Agent
from tests.support import people, road_works
from tests.support.cleansing import corrected
from tests.support.mandates import given
from tests.support.records import by, concession, of
from tests.support.visitor import Signed


def test_ones_data_are_exported_whole_without_secrets_and_under_trace(
    signed: Signed, account: ProAccount
) -> None:
    answer = signed(account).client.get("/mon-compte/export")
    assert answer.mimetype == "application/json" and "attachment" in answer.headers["Content-Disposition"]
    exported = json.loads(answer.text)
    assert exported["compte"]["identifiant"] == account.identifier
    assert exported["compte"]["courriel"] == account.email
    assert "Compte activé" in {moment["quoi"] for moment in exported["journal"]}
    assert [mail["objet"] for mail in exported["courriels"]] == ["Activation du compte"]
    assert exported["dossiers"] == [] and exported["compte"]["dernière connexion"] is None
    assert account.password_hash is not None and account.password_hash not in answer.text
    [event] = db.session.query(AuditEvent).filter_by(action="data-exported")
    assert (event.actor_kind, event.actor_id) == ("account", account.id)


def test_the_export_of_one_s_data_holds_one_s_requests(signed: Signed, account: ProAccount) -> None:
    made = road_works.filed(account)
    [request] = signed(account).client.get("/mon-compte/export").json["demandes"]
    assert (request["numéro"], request["état"]) == (made.reference, "Déposée")


def test_the_export_of_one_s_data_holds_one_s_mandates(signed: Signed, account: ProAccount) -> None:
    made = given(account, to := people.active())
    for person, gave in ((account, True), (to, False)):
        [mandate] = signed(person).client.get("/mon-compte/export").json["mandats"]
        assert (mandate["numéro"], mandate["donné par vous"], mandate["fin"]) == (made.number, gave, None)
        assert (mandate["mandant"], mandate["mandataire"]) == (account.company.name, to.company.name)


def test_the_export_holds_the_reasons_of_dates_that_were_decided(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made = road_works.granted(account, agent)
    road_works.ask_longer(made, account, why="La pluie nous retarde")
    road_openings.decide_dates(
        made, outcome=DatesOutcome.REFUSED, reason="La rue doit rouvrir", actor=by(agent)
    )
    [request] = signed(account).client.get("/mon-compte/export").json["demandes"]
    assert request["motif des autres dates"] == ""
    reasons = [step["motif"] for step in request["étapes"]]
    assert reasons[-2:] == ["La pluie nous retarde", "La rue doit rouvrir"]
    assert "AR-1" in [step["arrêté"] for step in request["étapes"]]


def test_the_export_holds_what_staff_noted_of_one_s_address(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    record = concession(email="")
    cleansing.follow_all()
    corrected(record, agent, email=account.email)
    [kept] = (
        signed(account).client.get("/mon-compte/export").json["contacts notés par un agent pour les relances"]
    )
    assert kept["courriel"] == account.email and kept["justificatif"] == "Rappel au numéro du répertoire"


def test_the_export_tells_of_sessions_and_of_the_second_factor_and_no_secret(
    signed: Signed, account: ProAccount
) -> None:
    secret = random_secret()
    proof = {"code": pyotp.TOTP(secret).at(now()), "current_password": people.PRO_PASSWORD}
    codes = accounts.turn_on(account, secret=secret, actor=of(account), **proof)
    answer = signed(account).client.get("/mon-compte/export")
    assert answer.json["double authentification"]["codes de secours restants"] == 10
    assert answer.json["double authentification"]["active depuis"]
    assert len(answer.json["sessions ouvertes"]) == 1
    assert not any(each in answer.text for each in (secret, account.totp_box, *codes))
