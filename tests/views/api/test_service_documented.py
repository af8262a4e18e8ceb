"""The integrators' guide: its examples run as they stand, in either language."""

from __future__ import annotations

import json
import re
import shlex
import threading
from http.server import HTTPServer
from pathlib import Path

import pytest

from console.jobs.posting import Poster
from console.jobs.webhooks import body_of, headers_of
from models.staff.machines.webhooks import WebhookEvent
from tests.support import hooks, people, road_works
from tests.support.callers import caller
from tests.support.records import concession

GUIDE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
FRENCH, ENGLISH = GUIDE.split("\n# `/api/v1` for integrators\n")


def examples(text):
    """Each call of the guide with the answer that it promises."""
    for block in re.findall(r"```sh\n(curl .*?)```", text, re.DOTALL):
        command, promise = block.split("\n# ", 1)
        status, _, body = promise.strip().partition(" ")
        yield shlex.split(command), int(status), json.loads(body)


def run(words, program):
    """What `curl` would send."""
    headers, body, address = {}, None, ""
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(rest)
        else:
            address = word
    assert headers.pop("Authorization") == "Bearer $KEY" and address.startswith("$URL/")
    method = "GET" if body is None else "POST"
    return program._open(address.removeprefix("$URL"), method, headers=headers, data=body)


def holds(found, promised):
    """Whether an answer is what was promised, and perhaps more."""
    if isinstance(promised, dict):
        return all(holds(found[name], value) for name, value in promised.items())
    if isinstance(promised, list):
        return len(found) == len(promised) and all(map(holds, found, promised))
    return found == promised


@pytest.mark.parametrize("text", [FRENCH, ENGLISH], ids=["french", "english"])
def test_a_newcomer_goes_from_the_key_to_an_attachment_by_the_guide_alone(app, text):
    road_works.filed(people.active())
    concession(reference="ECR-DEMO-LHSM")
    program, calls = caller(app), list(examples(text))
    assert len(calls) == 4
    for words, status, promised in calls:
        answer = run(words, program)
        assert answer.status_code == status, (words, answer.text)
        assert holds(answer.get_json(), promised), (words, answer.text)


def test_both_languages_say_the_same_calls_and_rules():
    assert list(examples(FRENCH)) == list(examples(ENGLISH))
    assert FRENCH.count("\n- **") == ENGLISH.count("\n- **") == 13


def block(text, language):
    """The one example of a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return found


@pytest.mark.parametrize("text", [FRENCH, ENGLISH], ids=["french", "english"])
def test_the_receiver_of_the_guide_takes_what_is_signed_once_and_nothing_else(app, text, capsys):
    subscription, secret = hooks.subscribed(events=("attachment.created",))
    held = road_works.held(people.active())
    (delivery,) = hooks.owed(subscription)
    body = body_of(delivery, "https://console.example.org")
    names = {"__name__": "receiver", "SECRET": ""}
    exec(compile(block(text, "python"), "receiver.py", "exec"), names)
    names["SECRET"] = secret
    names["Receiver"].log_message = lambda *_: None
    server = HTTPServer(("127.0.0.1", 0), names["Receiver"])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        url, poster = f"http://127.0.0.1:{server.server_port}/", Poster(hooks.LOOPBACK)
        headers = headers_of(delivery.message_id, body, [secret])
        assert [poster.post(url, body.encode(), headers).status for _ in range(2)] == [204, 204]
        assert poster.post(url, body.encode() + b" ", headers).status == 401
        stale = {**headers, "webhook-timestamp": "1"}
        assert poster.post(url, body.encode(), stale).status == 401
    finally:
        server.shutdown()
        server.server_close()
    (line,) = capsys.readouterr().out.splitlines()
    shown, promised = json.loads(line), json.loads(block(text, "json"))
    assert shown.keys() == promised.keys() and shown["data"].keys() == promised["data"].keys()
    assert shown["data"]["url"] == f"https://console.example.org/api/v1/attachments/{held.id}"


def test_both_languages_name_every_event_and_show_one_receiver():
    assert block(FRENCH, "python") == block(ENGLISH, "python")
    for text in (FRENCH, ENGLISH):
        assert {event.value for event in WebhookEvent} <= set(re.findall(r"`([a-z]+\.[a-z-]+)`", text))
