"""What holds for every word of the command line."""

from __future__ import annotations

import click
import pytest

from console.commands import lines, main

WORDS = [
    ["agent", "add"],
    ["agent", "code"],
    ["agent", "disable"],
    ["agent", "reset"],
    ["audit", "export"],
    ["audit", "verify"],
    ["backup"],
    ["demo"],
    ["directory", "load"],
    ["directory", "show"],
    ["doctor"],
    ["import", "concessions"],
    ["init"],
    ["restore"],
    ["serve"],
    ["worker"],
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_command_has_help(bascule, words):
    result = bascule(*words, "--help")
    assert result.exit_code == 0
    assert len(result.stdout) > 60


def test_every_command_says_what_it_does_and_every_option_too():
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        every = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
        for word in every:
            assert len(word.help or "") > 20, word.name
            options = [p for p in word.params if isinstance(p, click.Option)]
            assert [o.name for o in options if not o.help] == [], word.name


def test_misuse_exits_2(bascule):
    assert bascule("nulle-part").exit_code == 2
    assert bascule("agent", "add", "x@example.org").exit_code == 2
    assert bascule("agent", "add", "x@example.org", "--name", "X", "--role", "roi").exit_code == 2
    assert bascule("serve", "--port", "beaucoup").exit_code == 2


@pytest.mark.parametrize(
    "words", [["init"], ["serve"], ["doctor"], ["audit", "verify"], ["worker", "--once"]]
)
def test_an_unsafe_setting_exits_2_with_one_sentence(bascule, words):
    result = bascule(*words, code_key="short")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("BASCULE_CODE_KEY")


@pytest.mark.parametrize(
    "words", [["audit", "verify"], ["agent", "reset", "x@example.org"], ["worker", "--once"]]
)
def test_a_database_without_schema_exits_1_with_one_sentence(bascule, tmp_path, words):
    result = bascule(*words, database_url=f"sqlite:///{tmp_path}/empty.db")
    assert result.exit_code == 1
    assert "bascule init" in result.stderr
    assert "Traceback" not in result.output


def test_the_words_of_flask_are_the_same(app):
    assert {"init", "audit", "serve", "agent"} <= set(app.cli.commands)
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--help"])
    assert result.exit_code == 0
    assert "Prints the number of events" in result.output


def test_long_work_says_how_far_how_fast_and_how_long_it_will_be(capsys, monkeypatch):
    clock = iter([100.0, 102.0, 110.0])
    monkeypatch.setattr("console.commands._progress.monotonic", lambda: next(clock))
    with lines("Lines", 50_000) as progress:
        for done in (5_000, 10_000, 15_000, 20_000):
            progress(done)
    assert capsys.readouterr().err.splitlines() == [
        "Lines: 10000 of 50000, 5000 a second, 8 s left",
        "Lines: 20000 of 50000, 2000 a second, 15 s left",
    ]
