"""The integrators' guide: its examples run as they stand, in either language."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.support import people, road_works
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
    assert FRENCH.count("\n- **") == ENGLISH.count("\n- **") == 7
