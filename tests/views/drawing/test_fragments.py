"""Parts kept from page to page: they see what they are given, and nothing of who asks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask, g
from jinja2 import Environment, meta, nodes
from markupsafe import Markup, escape

from models.permissions import Role
from tests.support import people
from views import formats, templating
from views.drawing.fragments import LIMIT, Parts, filled, fragment, once

PERSONAL = frozenset(
    {
        "agent",
        "account",
        "config",
        "csrf_token",
        "current_user",
        "display",
        "g",
        "get_flashed_messages",
        "impersonation",
        "menu_counts",
        "request",
        "session",
        "session_ends",
    }
)
"""What differs from person to person, or from request to request."""


def fragments() -> dict[str, set[str]]:
    """Each fragment of our templates with the names that its pages give it."""
    found: dict[str, set[str]] = {}
    for path in templating.TEMPLATES.rglob("*.html"):
        tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("fragment", "filled"):
                first = call.args[0]
                assert isinstance(first, nodes.Const)
                shown = found.setdefault(first.value, set())
                shown.update(keyword.key for keyword in call.kwargs)
                shown.update(pair.key.value for place in call.args[1:] for pair in place.find_all(nodes.Pair))
    return found


def test_the_frame_is_made_of_some():
    assert {"parts/nav.html", "parts/keys.html", "parts/top.html", "parts/session.html"} <= set(fragments())


@pytest.mark.parametrize("template", sorted(fragments()))
def test_a_kept_part_reads_nothing_that_is_personal(template):
    text = (templating.TEMPLATES / template).read_text("utf-8")
    environment = Environment(autoescape=True)
    environment.filters.update(formats.FILTERS)
    tree = environment.parse(text)
    assert not meta.find_undeclared_variables(tree) & PERSONAL - fragments()[template]
    assert not re.search(r"m\.(csrf|flashes|density|post_button|hidden|form)\b", text)
    assert "with context" not in text


@pytest.fixture
def small(tmp_path):
    (tmp_path / "part.html").write_text("{{ words }} {{ who }} {{ tick() }}")
    app: Any = Flask("fragments", template_folder=str(tmp_path))
    app.context_processor(lambda: {"who": g.get("who", "somebody")})
    app.drawn = 0

    def tick() -> str:
        app.drawn += 1
        return ""

    app.jinja_env.globals["tick"] = tick
    return app


def test_a_part_is_drawn_once_for_what_it_is_shown(small):
    for words in ("a", "a", "b", "<a>"):
        with small.test_request_context("/"):
            drawn = fragment("part.html", words=words)
    assert small.drawn == 3
    assert drawn.strip() == "&lt;a&gt;"


def test_what_is_personal_is_put_in_for_each_page_and_never_kept(small):
    for who in ("Adèle", "Bruno", "<b> \ue000who\ue001"):
        with small.test_request_context("/"):
            drawn = filled("part.html", {"who": who}, words="a")
        assert drawn == f"a {escape(who)} "
    assert small.drawn == 1
    kept = str(small.extensions["bascule.fragments"])
    assert "Adèle" not in kept and "Bruno" not in kept


def test_a_part_never_sees_who_asks(small):
    with small.test_request_context("/"):
        g.who = "Adèle"
        assert "Adèle" not in fragment("part.html", words="a")


def test_a_part_under_another_root_is_another(small):
    for root in ("", "/sous"):
        with small.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            fragment("part.html", words="a")
    assert small.drawn == 2


def test_no_more_are_kept_than_said(small):
    with small.test_request_context("/"):
        for number in range(LIMIT + 2):
            fragment("part.html", words=number)
    assert len(small.extensions["bascule.fragments"]) <= LIMIT


def test_two_people_of_one_role_share_the_menu_and_read_their_own_names(app, browser):
    names = ("Aline Une", "Bruno Deux")
    pages = [browser(people.staff(Role.AGENT, name=name)).get("/console/concessions/").text for name in names]
    for name, other, page in zip(names, reversed(names), pages, strict=True):
        assert name in page
        assert other not in page
    assert page_part(pages[0]) == page_part(pages[1])


def page_part(page: str) -> str:
    return page[page.index('<nav class="b-nav"') : page.index("<main")]


def drawn_once() -> set[str]:
    """The templates whose macros a page draws once (`once`)."""
    found = set()
    for path in templating.TEMPLATES.rglob("*.html"):
        tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
        calls = [c for c in tree.find_all(nodes.Call) if getattr(c.node, "name", "") == "once"]
        macros = {name.name for call in calls for name in call.args[2].find_all(nodes.Name)}
        macros |= {call.args[2].name for call in calls if isinstance(call.args[2], nodes.Name)}
        for source in tree.find_all((nodes.Import, nodes.FromImport)):
            known = {source.target} if isinstance(source, nodes.Import) else set(source.names)
            if known & macros:
                assert not source.with_context
                assert isinstance(source.template, nodes.Const)
                found.add(source.template.value.replace("admin/", "bascule/admin/"))
    return found


@pytest.mark.parametrize("template", sorted(drawn_once()))
def test_a_macro_that_is_drawn_once_reads_nothing_that_is_personal(template):
    text = (templating.TEMPLATES / template).read_text("utf-8")
    environment = Environment(autoescape=True)
    environment.filters.update(formats.FILTERS)
    assert not meta.find_undeclared_variables(environment.parse(text)) & PERSONAL


def test_a_list_draws_some_macros_once():
    assert {"bascule/admin/model/layout.html", "bascule/admin/model/exporting.html"} <= drawn_once()


def test_a_part_is_drawn_anew_when_anything_that_it_shows_differs(small):
    parts, drawn = Parts(), []

    def draw(words: str) -> Markup:
        drawn.append(words)
        return Markup(words)

    with small.test_request_context("/"):
        for words in ("1 ligne", "1 ligne", "2 lignes", "1 ligne"):
            assert once(parts.of([words]), "head", draw, words) == words
    assert drawn == ["1 ligne", "2 lignes", "1 ligne"]
