"""What the product writes is read by whoever runs it, and by nobody else of the machine."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

import config
from console import modes
from console.commands import main
from models import documents, mails
from models.kernel import keys
from models.kernel.actors import Actor
from models.mails import MailKind
from tests.conftest import KEYS
from tests.support import uploads


@contextmanager
def umask(value):
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture
def instance(tmp_path):
    yield tmp_path / "instance"
    keys.install(keys.Keys(*KEYS.values()))


def run(instance, *words):
    environ = {**KEYS, "BASCULE_ENV": "demo", "BASCULE_INSTANCE": str(instance)}
    with umask(0):
        result = CliRunner().invoke(main, [str(word) for word in words], env=environ)
    assert result.exit_code == 0, result.output
    return config.read(environ)


def open_to_others(folder: Path):
    return [path for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077]


def test_all_that_is_written_is_ours_alone_whatever_the_umask(instance, tmp_path):
    from console.commands import house

    settings = run(instance, "init")
    with umask(0), house(settings):
        documents.store("lettre.pdf", uploads.pdf(), actor=Actor.system("test"))
        mails.notify(MailKind.SIGN_IN_FAILURES, "agent@example.org")
        # While it is open the database has its two companions.
        assert {path.name for path in instance.glob("bascule.db*")} >= {"bascule.db-wal", "bascule.db-shm"}
        assert open_to_others(instance) == []
    run(instance, "agent", "add", "a@example.org", "--name", "Camille Roy", "--role", "admin")
    run(instance, "worker", "--once")
    run(instance, "export", "migrated", tmp_path / "migrated.csv")
    run(instance, "audit", "export", tmp_path / "audit.jsonl")
    run(instance, "backup", tmp_path / "copie.bak")
    run(instance, "restore", tmp_path / "copie.bak")
    assert list(instance.rglob("*.eml"))
    assert list(instance.rglob("documents/**/*"))
    assert open_to_others(instance) == []
    assert [p.name for p in tmp_path.iterdir() if p.is_file() and p.stat().st_mode & 0o077] == []


def test_what_was_open_before_is_named_by_doctor_and_closed_by_init(bascule, engine, tmp_path):
    folder = tmp_path / "instance"
    (folder / "mail").mkdir(parents=True)
    (folder / "mail" / "ancien.eml").write_text("Bonjour")
    (folder / "mail" / "ancien.eml").chmod(0o644)
    (folder / "mail").chmod(0o755)
    folder.chmod(0o700)

    def files():
        lines = bascule("doctor", instance=str(folder)).stdout.splitlines()
        return next(line.split(maxsplit=2) for line in lines if line.split()[1] == "files")

    sign, _, words = files()
    assert sign == "BAD"
    assert "mail and 1 more" in words
    bascule("init", instance=str(folder))
    assert files()[0] == "ok"
    assert open_to_others(folder) == []


def test_a_database_elsewhere_is_ours_but_not_its_folder(tmp_path):
    tmp_path.chmod(0o755)
    database, stranger = tmp_path / "bascule.db", tmp_path / "other.txt"
    for path in (database, tmp_path / "bascule.db-wal", stranger):
        path.write_bytes(b"")
        path.chmod(0o644)
    url = f"sqlite:///{database}"
    environ = {**KEYS, "BASCULE_INSTANCE": str(tmp_path / "instance"), "BASCULE_DATABASE_URL": url}
    settings = config.read(environ)
    assert {path.name for path in modes.list_exposed(settings)} == {"bascule.db", "bascule.db-wal"}
    assert modes.tighten(settings) == 2
    assert stranger.stat().st_mode & 0o077


def test_what_others_put_into_the_instance_stays_theirs_and_ours_keeps_what_we_may_do(tmp_path):
    instance = tmp_path / "instance"
    theirs = [instance / ".venv" / "bin" / "python", instance / "checkout" / "run.sh"]
    ours = [
        instance / "documents" / "ab" / "abcd",
        instance / "audit-heads" / "2026-01-01.json",
        instance / "keys.json",
    ]
    for path in theirs + ours:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        path.chmod(0o755)
    instance.chmod(0o2750)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail").chmod(0o777)
    settings = config.read(
        {**KEYS, "BASCULE_INSTANCE": str(instance), "BASCULE_MAIL_URL": f"folder:{tmp_path / 'mail'}"}
    )
    assert modes.tighten(settings) == len([instance, *ours])
    assert [path.stat().st_mode & 0o777 for path in theirs] == [0o755] * 2
    assert [path.stat().st_mode & 0o777 for path in ours] == [0o700] * 3
    assert instance.stat().st_mode & 0o7777 == 0o2700 and modes.list_exposed(settings) == []
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o777
