"""What a provider of OpenID Connect says is believed if it is signed, for us, of this sign-in and of now."""

from __future__ import annotations

import base64
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from console.sessions import identity_provider, published
from console.sessions.identity_provider import OpenIdProvider
from models.staff import ProviderAway, ProviderRefused
from setting_services import Provider
from tests.support.servers.identity import CLIENT, LOGOUT, SECRET, STRONG, identity_server

BACK = "https://console.example/console/connexion/oidc/retour"


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """No test waits for the end of a question's time, however busy the machine is."""
    monkeypatch.setattr(identity_provider, "SECONDS", 60.0)


@pytest.fixture
def server():
    with identity_server() as served:
        yield served


def client(server, **changes):
    facts = {"strong": (STRONG,), "vouches": False, **changes}
    return OpenIdProvider(Provider(server.issuer, CLIENT, SECRET, **facts))


def came(server, found, **changes):
    departure = found.depart(BACK)
    back = server.authorize(departure.url)
    answer = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()} | changes
    return found.arrive({k: v for k, v in answer.items() if v is not None}, departure, BACK)


def test_the_way_there_holds_a_challenge_a_state_and_a_nonce(server):
    found = client(server)
    first, again = found.depart(BACK), found.depart(BACK, again=True)
    query = {name: values[0] for name, values in parse_qs(urlsplit(first.url).query).items()}
    assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
    assert (
        query["redirect_uri"] == BACK and query["scope"] == "openid email" and query["acr_values"] == STRONG
    )
    assert first.verifier not in first.url and query["state"] == first.state and query["nonce"] == first.nonce
    assert {first.state, first.nonce, first.verifier}.isdisjoint({again.state, again.nonce, again.verifier})
    assert "prompt=login" in again.url and "max_age=0" in again.url and "prompt" not in query


def test_a_person_is_named_with_what_the_provider_vouches_for(server):
    server.person = {"email": "agent@example.org", "email_verified": True}
    server.claims |= {"sid": "there-1"}
    person = came(server, client(server))
    assert (person.issuer, person.subject, person.email) == (server.issuer, "subject-1", "agent@example.org")
    assert person.is_strong and person.session == "there-1" and person.authenticated_at is not None


@pytest.mark.parametrize("proved", [False, None, "true", 1])
def test_an_address_that_is_not_vouched_for_is_none(server, proved):
    server.person = {"email": "agent@example.org", "email_verified": proved}
    assert came(server, client(server)).email == ""
    assert came(server, client(server, vouches=True)).email == "agent@example.org"


def test_that_an_address_was_proved_says_nothing_of_another(server):
    server.claims["email"] = "boss@example.org"
    server.person = {"email": "agent@example.org", "email_verified": True}
    assert came(server, client(server)).email == "agent@example.org"
    server.claims["email_verified"] = False
    assert came(server, client(server)).email == ""


def test_a_signed_answer_is_read_as_proconnect_gives_it(server):
    server.signs_userinfo, server.person = True, {"email": "agent@example.org"}
    assert came(server, client(server, vouches=True)).email == "agent@example.org"


@pytest.mark.parametrize("acr", ["eidas1", "", None, ["eidas2"]])
def test_one_factor_is_not_two(server, acr):
    server.claims["acr"] = acr
    assert not came(server, client(server)).is_strong


WRONG = {
    "issuer": {"iss": "https://elsewhere.example"},
    "audience": {"aud": "another-client"},
    "audience among many without azp": {"aud": [CLIENT, "another-client"]},
    "azp of another": {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    "nonce": {"nonce": "of-another-sign-in"},
    "no nonce": {"nonce": None},
    "over": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject of no text": {"sub": 7},
    "from the future": {"iat": 4_102_444_800},
    "access token of another": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("forged", WRONG.values(), ids=WRONG)
def test_a_token_that_is_not_for_us_of_now_is_refused(server, forged):
    found = client(server)
    assert came(server, found).subject == "subject-1"
    server.forged = forged
    with pytest.raises(ProviderRefused):
        came(server, found)


def test_what_no_key_of_theirs_signed_is_refused(server, monkeypatch):
    found = client(server)

    def unsigned(claims):
        parts = [{"alg": "none"}, claims]
        return (
            ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
            + "."
        )

    def by_public_key(claims):
        key = OctKey.import_key(json.dumps(server.key.as_dict(private=False)))
        return jwt.encode({"alg": "HS256", "kid": server.key.kid}, claims, key, algorithms=["HS256"])

    def by_our_secret(claims):
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])

    right = server.sign
    for forge in (
        unsigned,
        by_public_key,
        by_our_secret,
        lambda claims: right(claims)[:-8] + "AAAAAAAA",
        lambda _: "x",
    ):
        monkeypatch.setattr(server, "sign", forge)
        with pytest.raises(ProviderRefused):
            came(server, found)


def test_an_answer_to_another_question_is_refused(server):
    found = client(server)
    for changes in (
        {"state": "another"},
        {"state": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"code": None},
    ):
        with pytest.raises(ProviderRefused):
            came(server, found, **changes)
    with pytest.raises(ProviderRefused):
        came(server, found, code="of-nobody")


def test_a_code_serves_only_whoever_left_with_its_verifier(server):
    found = client(server)
    mine, theirs = found.depart(BACK), found.depart(BACK)
    back = parse_qs(urlsplit(server.authorize(theirs.url)).query)
    with pytest.raises(ProviderRefused):
        found.arrive({"code": back["code"][0], "state": mine.state, "iss": server.issuer}, mine, BACK)


def test_facts_of_somebody_else_are_not_theirs(server):
    server.person = {"sub": "subject-2", "email": "agent@example.org", "email_verified": True}
    with pytest.raises(ProviderRefused):
        came(server, client(server))


def test_a_new_key_is_asked_for_once_in_a_while(server, monkeypatch):
    found = client(server)
    came(server, found)
    server.rotate()
    monkeypatch.setattr(published, "NEWER_AFTER", -1.0)
    assert came(server, found).subject == "subject-1"
    monkeypatch.setattr(published, "NEWER_AFTER", 30.0)
    before = server.visited.count("/jwks")
    for _ in range(3):
        with pytest.raises(ProviderRefused):
            found.read_end(server.logout_token()[:-8] + "AAAAAAAA")
    assert server.visited.count("/jwks") == before


def test_a_provider_that_is_gone_or_says_it_is_another_is_away(server):
    server.is_down = True
    with pytest.raises(ProviderAway):
        client(server).depart(BACK)
    server.is_down = False
    for metadata in (
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": None},
        {"jwks_uri": "ftp://x/"},
    ):
        server.published = metadata
        with pytest.raises(ProviderAway):
            client(server).depart(BACK)


def test_a_provider_that_is_away_is_not_asked_by_everybody(server, monkeypatch):
    server.is_down = True
    found = client(server)
    for _ in range(3):
        with pytest.raises(ProviderAway):
            found.read_end("x.y.z")
    assert len(server.visited) == 1
    monkeypatch.setattr(published, "AWAY_FOR", -1.0)
    server.is_down = False
    assert found.depart(BACK).url


def test_what_is_published_is_asked_by_one_thread_for_all(server):
    found, began = client(server), threading.Barrier(8)

    def leave(_):
        began.wait()
        return found.depart(BACK).url

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(leave, range(8)))
    assert len(server.visited) == 1


def test_an_issuer_keeps_its_last_slash(server):
    server.published = {"issuer": f"{server.issuer}/"}
    server.forged = {"iss": f"{server.issuer}/"}
    assert came(server, client(server), iss=f"{server.issuer}/").issuer == f"{server.issuer}/"


def test_a_secret_goes_in_the_form_where_the_provider_takes_no_other(server, monkeypatch):
    server.published = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    forms = []
    monkeypatch.setattr(server, "token", lambda form, header: (forms.append((form, header)), (400, {}))[1])
    with pytest.raises(ProviderRefused):
        came(server, client(server))
    [(form, header)] = forms
    assert (form["client_id"], form["client_secret"], header) == (CLIENT, SECRET, "")


def test_a_sign_out_is_read(server):
    ended = client(server).read_end(server.logout_token(sid="there-1"))
    assert (ended.issuer, ended.subject, ended.session) == (server.issuer, "subject-1", "there-1")


NO_SIGN_OUT = {
    "issuer": {"iss": "https://elsewhere.example"},
    "audience": {"aud": "another-client"},
    "old": {"iat": int(time.time()) - 3600, "exp": None},
    "over": {"exp": int(time.time()) - 3600},
    "no event": {"events": {}},
    "event of another kind": {"events": {"http://elsewhere.example/event": {}}},
    "an identity token": {"nonce": "n"},
    "of nobody": {"sub": None},
    "without a name of its own": {"jti": None},
    "events of no object": {"events": [LOGOUT]},
}


@pytest.mark.parametrize("forged", NO_SIGN_OUT.values(), ids=NO_SIGN_OUT)
def test_what_is_no_sign_out_is_refused(server, forged):
    with pytest.raises(ProviderRefused):
        client(server).read_end(server.logout_token(**forged))
