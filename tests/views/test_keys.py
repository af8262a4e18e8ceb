"""The keys: the list that is shown, what the script does and the hints on pages are one table."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from lxml import html

from models.permissions import Role
from models.reports.pending_counts import Around
from views import access, keys, nav, templating
from views.backoffice import SCREENS
from views.backoffice.kit.columns import Action
from views.places import NAV

LISTED = [key for _, group in keys.KEYS for key in group]
ENTRIES = [entry for _, entries in NAV for entry in entries]
SCRIPT = (templating.STATIC / "keys.js").read_text()


@pytest.fixture
def page(monkeypatch):
    app = Flask("keys", template_folder=str(templating.TEMPLATES), static_folder=str(templating.STATIC))
    app.config.update(SECRET_KEY="not a secret", TESTING=True)
    Bootstrap5(app)
    CSRFProtect(app)
    agent = SimpleNamespace(name="Nadia Lemoine", role=Role.AGENT)
    monkeypatch.setattr(access, "current_agent", lambda: agent)
    monkeypatch.setattr(nav, "around", lambda person: Around({}, {}, None))
    templating.install(app, templating.Brand())
    for endpoint in ("concessions.index_view", "audit.index_view"):
        app.add_url_rule(f"/console/{endpoint}/", endpoint, lambda: "")

    def show(body="", cookie=""):
        with app.test_request_context("/console/", headers={"Cookie": cookie}):
            text = "{% extends 'console.html' %}{% block content %}" + body + "{% endblock %}"
            return html.document_fromstring(render_template_string(text))

    return show


def test_the_script_has_a_function_for_each_key_and_no_other():
    body = SCRIPT[SCRIPT.index("const does = {") : SCRIPT.index("\n};")]
    assert set(re.findall(r"^  (\w+): \(\) =>", body, re.M)) == {key.does for key in LISTED if key.does}


def test_no_two_things_have_the_same_key():
    presses = [key.press for key in LISTED] + [f"{keys.GO} {e.key}" for e in ENTRIES if e.key]
    assert sorted(set(presses)) == sorted(presses) and keys.GO not in presses


def test_every_page_of_the_menu_has_a_letter_of_its_name_or_of_what_it_is_called_too():
    assert [e.label for e in ENTRIES if e.key and e.key not in f"{e.label} {e.also}".lower()] == []


VERBS = [
    pytest.param(screen, verb, id=f"{screen.endpoint}.{verb.verb}")
    for screen in SCREENS
    for verb in getattr(screen, "actions", ())
    if verb.key
]


@pytest.mark.parametrize(("screen", "verb"), VERBS)
def test_a_verb_bears_a_letter_of_its_words_that_nothing_else_bears_there(screen, verb):
    # Words that depend on the row have one letter all the same: of what is done to several.
    words = verb.label if isinstance(verb.label, str) else (verb.bulk or verb.question).verb
    assert verb.key in words.lower()
    assert verb.key not in keys.taken()
    assert [action for action in screen.actions if action.key == verb.key] == [verb]


def test_no_button_takes_a_letter_that_means_something_everywhere():
    assert Action("Rattacher", "/x", key="r").key == "r"
    with pytest.raises(AssertionError):
        Action("Jeter", "/x", key="j")


def test_the_page_lists_each_key_with_what_the_script_reads(page):
    doc = page()
    found = {li.get("data-press"): li for li in doc.xpath("//*[@id='touches']//li[@data-press]")}
    for key in LISTED:
        assert found[key.press].get("data-does", "") == key.does
        assert key.words in found[key.press].text_content()
        assert found[key.press].xpath(".//kbd/text()") == key.caps


def test_the_ways_to_pages_are_those_of_the_menu(page):
    doc = page()
    assert doc.xpath("//*[@id='touches']//li[@data-press='g o']/a/@href") == [
        "/console/concessions.index_view/"
    ]
    assert not doc.xpath("//*[@id='touches']//li[@data-press='g j']"), "the trail is not open to agents"


def test_the_hints_of_a_page_are_the_words_of_the_table(page):
    doc = page("{{ m.key_hints('next', 'enter', 'help') }}")
    hints = [" ".join(li.text_content().split()) for li in doc.xpath("//ul[@class='b-keys b-wide-only']/li")]
    assert hints == ["J suivante", "Entrée ouvrir", "? tous les raccourcis"]


def test_a_hint_that_is_no_key_is_an_error():
    with pytest.raises(KeyError):
        keys.hints("nowhere")


def test_whoever_put_single_keys_out_sees_no_hint_and_is_told_so(page):
    doc = page("{% if display.keys %}{{ m.key_hints('next') }}{% endif %}", cookie="affichage=auto.0")
    assert doc.xpath("//body/@data-keys") == ["off"] and not doc.xpath("//ul[@class='b-keys b-wide-only']")
    assert "éteints" in doc.get_element_by_id("touches").text_content()
    assert doc.xpath("//*[@role='search']//kbd/text()") == ["Ctrl K"]
