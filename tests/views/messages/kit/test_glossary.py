"""One word for one thing: every template and every sentence of the views, held against the glossary."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from views.messages.kit.glossary import DRIFTS, FIXED, WORDS

ROOT = Path(__file__).resolve().parents[4]
VIEWS = ROOT / "views"
SPOKEN = ("aria-label", "placeholder", "title", "alt")
TEMPLATES = [*(VIEWS / "templates").rglob("*.html"), *(VIEWS / "templates").rglob("*.txt")]


def prose(path):
    """The words of a template: its text, the attributes that are read aloud, the literals that it prints."""
    text = re.sub(r"\{#.*?#\}", " ", path.read_text(encoding="utf-8"), flags=re.S)
    literals = [
        literal
        for part in re.findall(r"\{[{%](.*?)[%}]\}", text, re.S)
        for literal in re.findall(r'"([^"]*)"', part)
    ]
    text = re.sub(r"\{\{\s*nbsp\s*\}\}", "\u00a0", text)
    text = re.sub(r"\{\{.*?\}\}", "…", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.S)
    spoken = [words for name in SPOKEN for words in re.findall(rf'\s{name}="([^"]*)"', text)]
    return re.sub(r"<[^>]*>", "|", text), [*spoken, *(literal for literal in literals if " " in literal)]


def sentences(path):
    """The strings of a module that somebody reads: several words, no docstring, no address."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            if " " in node.value.strip():
                yield node.lineno, node.value


def drifts(text):
    for fixed in FIXED:
        text = text.replace(fixed, "")
    text = re.sub(r"\{[\w.]+\}", "…", text)  # what a sentence is filled with
    return [
        f"{found.group()!r}, write {better!r}"
        for pattern, better in DRIFTS
        for found in re.finditer(pattern, text, re.I)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(VIEWS)))
def test_a_template_says_each_thing_by_its_word(path):
    text, read = prose(path)
    assert [drift for words in (text, *read) for drift in drifts(words)] == []


def test_no_sentence_of_the_views_drifts():
    left = [
        f"{path.relative_to(ROOT)}:{line} {drift}"
        for path in VIEWS.rglob("*.py")
        if path.name not in ("glossary.py", "places.py")  # what is not said, and what people may type
        for line, words in sentences(path)
        for drift in drifts(words)
    ]
    assert left == []


def test_apostrophes_are_curly():
    straight = re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]", re.I)
    left = []
    for path in TEMPLATES:
        text, read = prose(path)
        left += [
            f"{path.name}: {found.group()}" for words in (text, *read) if (found := straight.search(words))
        ]
    for path in VIEWS.rglob("*.py"):
        if path.name == "glossary.py":
            continue
        for line, words in sentences(path):
            if straight.search(words) and re.search("[éèàùçê]", words):
                left.append(f"{path.name}:{line} {words[:60]}")
    assert left == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(VIEWS)))
def test_the_text_of_a_template_never_breaks_before_its_signs(path):
    text, _ = prose(path)
    wrong = re.findall(r".{0,20}(?: [:;?!»](?=\s|\||$)|« ).{0,10}", text) if path.suffix == ".html" else []
    assert wrong == []


def test_the_readme_speaks_the_same_words():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Glossary")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "|" in line
    ]
    terms = {row[0]: re.findall(r"`(\w+)`", row[1])[0] for row in rows[2:]}
    assert terms == WORDS


def test_the_guides_speak_the_same_words():
    for guide in (ROOT / "docs").glob("*.md"):
        text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", guide.read_text(encoding="utf-8"))
        assert drifts(text) == [], guide.name


@pytest.mark.parametrize(
    "words",
    ["Votre e-mail", "Validez le formulaire", "Oups", "L’annuaire ne répond pas", "Aucune pièce jointe"],
)
def test_a_word_that_drifts_is_found(words):
    assert drifts(words)
