"""What is another's does not exist: every address of one company, asked for by all others, is a 404.

The addresses come from the URL map: a page that names a row is covered without being named here, and one that
names something new fails until this file says whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models import attachments, documents, road_openings
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.attachments.afterwards import ask_holder
from models.attachments.afterwards.mandates import MandateRecord
from models.attachments.afterwards.mandates.ending import end
from models.attachments.afterwards.mandates.queries import list_mandates_given
from models.attachments.visibility import find_attachment_for_account, list_attachments_seen_by
from models.audit import AuditEvent
from models.kernel.access.sessions import open_
from models.kernel.actors import Actor, Site
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.sign_in.open_sessions import list_open
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.merges import proved, twin
from tests.support.records import count, of
from views import access

pytestmark = pytest.mark.both_engines("who sees what is a rule, not a page")

NOBODYS = {"kind", "account_type", "filename"}
"""What an address names without naming anybody's row."""

SECRETS = {"key", "token"}
"""Links by mail: whoever holds one is its person; tests of links see to them."""


@pytest.fixture
def rows(app: Flask, account: ProAccount) -> dict[str, dict[str, Any]]:
    """What company A holds, by the beginning of the addresses that name it."""
    actor = Actor.of_account(account)
    bound, removed = road_works.held(account), road_works.held(account)
    attachments.detach(removed, reason="à la demande du référent", actor=actor)
    draft, filed = road_works.drafted(account, bound), road_works.filed(account, bound)
    kept = documents.store("plan.png", road_works.PNG, actor=actor)
    open_(Site.PORTAL, account=account)
    [session] = list_open(account)
    road_openings.change(draft, road_works.works(), attachment=bound, documents=[kept], actor=actor)
    asker = people.active()
    with transaction():
        claim = ask_holder(asker, bound)
    merge = proved(twin(account), account)
    mandate = given(account, people.active(), bound)
    more = {"document": kept.id, "session": session.id, "claim": claim.id if claim else 0}
    more |= {"merge": merge.id, "mandate": mandate.id}
    return {
        "open": {"id": bound.id, "reference": draft.reference, **more},
        "ended": {"id": removed.id, "reference": filed.reference, **more},
    }


@pytest.fixture
def strangers(app: Flask, account: ProAccount, rows: dict[str, Any]) -> dict[str, FlaskClient]:
    """Everybody else: with and without a concession, of the same company, and a referent of another one."""
    holder, colleague, other = people.active(), people.active(company=same(account)), people.active()
    road_works.filed(holder)
    road_works.held(colleague)
    acting, ended = people.active(), people.active()
    given(account, acting)
    end(given(account, ended, find_attachment_for_account(account, rows["open"]["id"])), actor=of(account))
    return {
        "a company that acts on another record": people.browser(app, acting),
        "a company that acted on it": people.browser(app, ended),
        "a company that holds a concession": people.browser(app, holder),
        "a company that holds none": people.browser(app, other),
        "a colleague of the same company": people.browser(app, colleague),
    }


def given_to_others(account: ProAccount) -> list[MandateRecord]:
    """The records on which another company acts that is among the strangers, beside those of the rows."""
    mandates = [mandate for mandate in list_mandates_given(account) if mandate.is_open]
    newest = max(mandates, key=lambda mandate: mandate.id)
    return newest.open_records


def same(account: ProAccount) -> Any:
    """The facts of this person's company."""
    return people.facts(siret=account.company.siret)


def is_portal(rule: str) -> bool:
    """Whether a person opens it with their session; programs need a key, which no company has."""
    return not access.is_console(rule) and not access.is_api(rule)


def addresses(app: Flask, rows: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Method and address of everything that names a row of company A."""
    for rule in app.url_map.iter_rules():
        named = rule.arguments - NOBODYS
        if not is_portal(rule.rule) or not named or named & SECRETS:
            continue
        for held in rows.values():
            values = {name: held[name] for name in named if name in held}
            for part, row in (
                ("documents", "document"),
                ("sessions", "session"),
                ("rattachements/demandes", "claim"),
                ("mon-compte/fusion", "merge"),
                ("/mandats/", "mandate"),
            ):
                if part in rule.rule:
                    values["id"] = held[row]
            assert set(values) == named, f"{rule.rule}: say whose it is, here"
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def ask(client: FlaskClient, method: str, address: str, token: str) -> tuple[int, str]:
    """Status, and the page without what differs by itself."""
    typed = {
        "csrf_token": token,
        "account": "pro.camille.estuaire",
        "message": "Personne n’a appelé.",
        "state": "retiree",
        "action": "deposer",
        "answer": "accepter",
    }
    answer = client.open(address, method=method, data=typed if method == "POST" else None)
    text = re.sub(r'(name="csrf_token" value|name="next" value|data-\w+)="[^"]*"', r"\1", answer.text)
    return answer.status_code, text


def test_every_address_of_a_company_is_a_404_to_all_others(
    app: Flask, account: ProAccount, rows: dict[str, Any], strangers: dict[str, FlaskClient]
) -> None:
    paths = sorted(set(addresses(app, rows)))
    assert len(paths) > 25
    before = count(AuditEvent)
    for who, client in strangers.items():
        token = people.csrf(client, "/aide")
        nothing = {
            method: ask(client, method, "/demarches/voirie/autorisations/OV-0000-0000/etat", token)[1]
            for method in ("GET", "POST")
        }
        for method, address in paths:
            status, page = ask(client, method, address, token)
            assert status == 404, f"{method} {address} as {who}: {status}"
            if method == "POST":
                assert page == nothing[method], f"{address} as {who} is another page than nothing's"
    assert count(AuditEvent) == before, "nothing was changed, and nothing told"
    person = people.browser(app, account)
    opened = [person.get(address).status_code for method, address in paths if method == "GET"]
    assert opened.count(200) > 6, "the addresses are those of something"


def test_no_list_form_or_file_of_one_company_shows_anything_of_another(
    app: Flask, account: ProAccount, rows: dict[str, Any], strangers: dict[str, FlaskClient]
) -> None:
    shared = {record.attachment_id for record in given_to_others(account)}
    titles = [held.concession.title for held in list_attachments_seen_by(account) if held.id not in shared]
    secret = [
        *titles,
        account.identifier,
        account.email,
        rows["open"]["reference"],
        rows["ended"]["reference"],
    ]
    for who, client in strangers.items():
        for rule in app.url_map.iter_rules():
            if not is_portal(rule.rule) or rule.arguments or "GET" not in (rule.methods or ()):
                continue
            answer = client.get(f"{rule.rule}?concession={rows['open']['id']}")
            shown = [each for each in secret if each.encode() in answer.data]
            assert not shown, f"{rule.rule} shows {shown} to {who}"


def test_an_attachment_of_others_cannot_be_asked_for(
    app: Flask, rows: dict[str, Any], strangers: dict[str, FlaskClient]
) -> None:
    client = strangers["a company that holds a concession"]
    address = "/demarches/voirie/autorisations/nouvelle"
    typed = {
        "csrf_token": people.csrf(client, address),
        "concession": rows["open"]["id"],
        "action": "brouillon",
    }
    before = count(road_openings.RoadOpeningRequest)
    assert client.post(address, data=typed).status_code == 422
    assert count(road_openings.RoadOpeningRequest) == before


def test_nobody_of_another_company_becomes_a_co_referent(
    app: Flask, account: ProAccount, rows: dict[str, Any]
) -> None:
    stranger, client = people.active(), people.browser(app, account)
    address = f"/rattachements/{rows['open']['id']}/referents"
    typed = {"csrf_token": people.csrf(client, address), "account": stranger.identifier}
    assert client.post(address, data=typed).status_code == 422
    assert find_by_identifier(stranger.identifier) is not None
    db.session.rollback()
    assert find_attachment_for_account(stranger, rows["open"]["id"]) is None
