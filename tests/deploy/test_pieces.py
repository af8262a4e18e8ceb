"""What the pieces name is there: commands, options, settings, paths; each is read as its program reads it."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
import yaml

from bench.layout import ROOT
from console.commands import main
from tests.support.engines import postgresql

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
GUIDE = ROOT / "docs" / "exploitation.md"
PIECES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()] + [GUIDE]


def commands(text):
    """What is asked of `bascule`: the words after it, on its line."""
    for line in text.splitlines():
        yield from re.findall(r"(?:^|[/\s`])bascule ((?:[a-z-]+|--[\w-]+|[^\s`|&;#]+)(?: [^`|&;#]*)?)", line)


def test_each_command_and_option_that_is_named_exists():
    known = main.list_commands(click.Context(main))
    seen, wrong = set(), []
    for path in PIECES:
        for words in commands(path.read_text(encoding="utf-8")):
            name, *rest = words.split()
            command = main.get_command(click.Context(main), name) if name in known else None
            if command is None:
                continue  # prose, or the name of a user
            seen.add(name)
            while isinstance(command, click.Group) and rest and rest[0] in command.commands:
                command = command.commands[rest.pop(0)]
            options = {opt for param in command.params for opt in (*param.opts, *param.secondary_opts)}
            wrong += [
                f"{path.name}: {name} {word}"
                for word in rest
                if word.startswith("--") and word.partition("=")[0] not in {*options, "--help"}
            ]
    assert wrong == []
    assert {"serve", "worker", "backup", "restore", "init", "doctor"} <= seen


def test_each_setting_that_is_named_exists():
    known = set(re.findall(r"BASCULE_[A-Z_]+", (ROOT / ".env.example").read_text()))
    named = {
        (path.name, name)
        for path in PIECES
        for name in re.findall(r"BASCULE_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert {(path, name) for path, name in named if name not in known} == set()
    assert len(named) > 10


def test_each_file_of_ours_that_is_named_exists():
    named = {
        (path.name, found)
        for path in PIECES
        for found in re.findall(r"/opt/bascule/([\w./@-]*\w)", path.read_text(encoding="utf-8"))
        if not found.startswith((".venv", "bascule-"))
    }
    assert {(path, name) for path, name in named if not (ROOT / name).exists()} == set()


# -- systemd


def read_unit(path):
    unit = configparser.RawConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    unit.optionxform = str
    unit.read_string(path.read_text())
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_calls_what_there_is(path):
    words = shlex.split(read_unit(path)["Service"]["ExecStart"].replace("%i", "8001"))
    if words[0].endswith("/bascule"):
        command = main.get_command(click.Context(main), words[1])
        command.make_context(words[1], words[2:], resilient_parsing=False)  # raises on what it does not know
    else:
        assert os.access(ROOT / words[0].removeprefix("/opt/bascule/"), os.X_OK)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_shut_in(path):
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        [systemd, "security", "--offline=true", "--threshold=20", str(path)], capture_output=True, text=True
    )
    if "Unknown" in done.stderr or "unrecognized option" in done.stderr:
        pytest.skip("this systemd looks at running units alone")
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_systemd_finds_no_fault_in_the_units(tmp_path):
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd-analyze is not installed")
    for path in (*UNITS, *DEPLOY.glob("systemd/*.timer")):
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text())
        (tmp_path / path.name.replace("@.", "@1.")).write_text(text)
    done = subprocess.run(
        [systemd, "verify", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if "bascule" in line]
    assert ours == []


def test_backups_rotate_and_one_that_fails_removes_nothing(tmp_path):
    fake = tmp_path / "bascule"
    fake.write_text('#!/bin/sh\nset -eu\n[ "$1" = backup ]\n[ ! -e "$(dirname "$2")/fail" ]\necho x > "$2"\n')
    fake.chmod(0o755)
    folder = tmp_path / "kept"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"bascule-2026010{day}T013000Z.tar.gz").write_text("old")
    (folder / "other.tar.gz").write_text("not ours")

    def run():
        words = ["sh", str(DEPLOY / "systemd" / "backup"), str(folder), "3"]
        return subprocess.run(words, env={**os.environ, "BASCULE": str(fake)}, capture_output=True).returncode

    (folder / "fail").touch()
    assert run() != 0 and len(list(folder.glob("bascule-*"))) == 5
    (folder / "fail").unlink()
    assert run() == 0
    kept = sorted(path.name for path in folder.glob("bascule-*"))
    assert len(kept) == 3 and kept[:2] == [f"bascule-2026010{day}T013000Z.tar.gz" for day in (4, 5)]
    assert (folder / "other.tar.gz").exists()


# -- containers


def instructions():
    text = (DEPLOY / "oci" / "Containerfile").read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest


START = """
import config, console
app = console.create_app(config.read())
print(config.__file__.rpartition("/")[0], app.test_client().get("/sante/vif").status_code)
"""


@pytest.mark.faults
def test_what_the_image_copies_is_enough_to_begin(tmp_path):
    """The steps of the image in a plain folder, save for what pip and apt fetch."""
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            for source in sources:
                place = tmp_path / target / (Path(source).name if target.endswith("/") else "")
                place.parent.mkdir(parents=True, exist_ok=True)
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / source, place)
    environ = {
        key: value for key, value in os.environ.items() if not key.startswith(("BASCULE_", "PYTHONPATH"))
    }
    environ |= {
        "BASCULE_ENV": "development",
        "BASCULE_INSTANCE": str(tmp_path / "state"),
        "PYTHONSAFEPATH": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path), "200"]


def test_the_image_runs_as_nobody_special_and_asks_for_what_there_is():
    found = list(instructions())
    words = [word for word, _ in found]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}
    assert set(words) <= known
    assert words.index("USER") < words.index("ENTRYPOINT") and dict(found)["USER"] == "bascule"
    assert any("--require-hashes" in rest for word, rest in found if word == "RUN")
    start = yaml.safe_load(dict(found)["CMD"])
    main.get_command(click.Context(main), start[0]).make_context(start[0], start[1:])
    let_in = [
        line[1:]
        for line in (DEPLOY / "oci/Containerfile.dockerignore").read_text().splitlines()
        if line[0] == "!"
    ]
    copied = [s for word, rest in found if word == "COPY" and "--from" not in rest for s in rest.split()[:-1]]
    assert [source for source in copied if not any(fnmatch(source, pattern) for pattern in let_in)] == []


def test_the_containers_are_shut_in_and_called_rightly():
    compose = yaml.safe_load((DEPLOY / "oci" / "compose.yaml").read_text())
    ours = {name: each for name, each in compose["services"].items() if each["image"] == "bascule"}
    assert set(ours) == {"schema", "serve", "worker"}
    for name, each in ours.items():
        assert each["read_only"] and each["cap_drop"] == ["ALL"], name
        if "command" in each:
            first, *rest = each["command"]
            main.get_command(click.Context(main), first).make_context(first, rest)
        assert {volume.partition(":")[0] for volume in each["volumes"]} <= set(compose["volumes"])
        assert set(each.get("depends_on", {})) <= set(compose["services"])
    assert all(port.startswith("127.0.0.1:") for port in ours["serve"]["ports"])


# -- PostgreSQL


@pytest.mark.parametrize("name, fewest", [("postgresql.conf", 15), ("replica.conf", 4)])
def test_postgresql_takes_every_setting(name, fewest):
    import psycopg

    if postgresql() is None:
        pytest.skip("no PostgreSQL")
    lines = re.findall(r"^(\w+) = (.+)$", (DEPLOY / "postgresql" / name).read_text(), re.MULTILINE)
    assert len(lines) > fewest
    with psycopg.connect(postgresql()) as connection:
        rows = connection.execute("SELECT name, vartype, enumvals, min_val, max_val, unit FROM pg_settings")
        known = {row[0].lower(): row[1:] for row in rows}
        for name, value in lines:
            assert name in known, name
            kind, choices, *_ = known[name]
            if kind == "enum":
                assert value.strip("'") in choices, name
            if kind == "bool":
                assert value in ("on", "off"), name
