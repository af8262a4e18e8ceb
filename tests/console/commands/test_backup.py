"""`bascule backup` and `bascule restore`: one archive, without keys, proved before use."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
from contextlib import closing

import pytest
from click.testing import CliRunner

from console.commands import main
from console.serving import running
from models import documents
from models.documents import contents
from models.kernel import keys
from models.kernel.base import db
from models.staff.queries import find_agent_by_email
from tests.conftest import KEYS
from tests.support import people
from tests.support.engines import ordinary_roles, postgresql

LETTER = b"%PDF-1.4 une lettre"
DIGEST = hashlib.sha256(LETTER).hexdigest()
PLACE = f"documents/{DIGEST[:2]}/{DIGEST}"


@pytest.fixture
def archive(app, bascule, tmp_path, agent, account):
    """An archive of a house with an agent, an account and a document."""
    documents.store("lettre.pdf", LETTER, actor=people.SYSTEM)
    result = bascule("backup", tmp_path / "copie.bak")
    assert result.exit_code == 0, result.output
    return tmp_path / "copie.bak"


def restore(bascule, app, path, **settings):
    db.session.rollback()
    db.engine.dispose()
    return bascule("restore", path, **settings)


def test_what_was_saved_comes_back_and_what_came_after_is_gone(bascule, app, archive, agent, account):
    later = people.staff("agent").email
    contents.installed().delete(DIGEST)
    result = restore(bascule, app, archive)
    assert result.exit_code == 0, result.output
    db.session.rollback()
    assert find_agent_by_email(agent.email) is not None
    assert find_agent_by_email(later) is None
    assert b"".join(contents.installed().read(DIGEST)) == LETTER
    assert bascule("audit", "verify").exit_code == 0
    # Numbers go on from where they were, and triggers are back.
    assert people.staff("agent").id > agent.id
    assert bascule("doctor").exit_code == 0


def test_it_holds_no_key(archive):
    with tarfile.open(archive) as opened:
        for member in opened:
            content = opened.extractfile(member).read()
            for key in KEYS.values():
                assert key.encode() not in content
        manifest = json.load(opened.extractfile("manifest.json"))
    assert manifest["schema"]
    assert any(name.startswith("documents/") for name in manifest["files"])


@pytest.mark.parametrize("where", [0.0, 0.3, 0.6, 0.95])
def test_a_spoiled_archive_is_refused_and_nothing_is_touched(bascule, app, archive, where):
    later = people.staff("agent").email
    raw = bytearray(archive.read_bytes())
    start = int(len(raw) * where)
    for place in range(start, min(start + 512, len(raw))):
        raw[place] ^= 0x5A
    archive.write_bytes(raw)
    result = restore(bascule, app, archive)
    assert result.exit_code == 1
    assert "spoiled" in result.stderr
    db.session.rollback()
    assert find_agent_by_email(later) is not None


def test_under_another_audit_key_it_is_refused(bascule, app, archive):
    later = people.staff("agent").email
    result = restore(bascule, app, archive, audit_key="another-audit-key-0123456789-abcdefghij")
    assert result.exit_code == 1
    assert "BASCULE_AUDIT_KEY" in result.stderr
    keys.install(keys.Keys(*KEYS.values()))
    db.session.rollback()
    last = find_agent_by_email(later)
    assert last is not None
    assert people.staff("agent").id > last.id, "numbers go on from where they were"


def test_it_is_refused_while_a_server_or_a_worker_runs(bascule, app, archive):
    lock = running.mark(app.extensions["bascule.settings"])
    result = restore(bascule, app, archive)
    lock.close()
    assert result.exit_code == 1
    assert "stop it first" in result.stderr


def test_a_file_that_is_no_archive_is_refused(bascule, app, tmp_path):
    (tmp_path / "note.txt").write_text("bonjour")
    assert restore(bascule, app, tmp_path / "note.txt").exit_code == 1
    assert bascule("restore", tmp_path / "absent").exit_code == 2


def rewritten(path, change):
    """The same archive with its members changed: `change(members)`, a name to each one's bytes."""
    with tarfile.open(path) as opened:
        members = {info.name: opened.extractfile(info).read() for info in opened}
    change(members)
    with tarfile.open(path, "w:gz") as made:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))


def test_an_archive_whose_staff_were_rewritten_is_refused(bascule, app, archive, engine, agent, tmp_path):
    def promote(members):
        name = "bascule.db" if engine == "sqlite" else "tables/agents"
        if engine == "sqlite":
            copy = tmp_path / "copy.db"
            copy.write_bytes(members[name])
            with closing(sqlite3.connect(copy)) as database, database:
                database.execute("UPDATE agents SET role = 'admin'")
            members[name] = copy.read_bytes()
        else:
            members[name] = members[name].replace(b"\tagent\t", b"\tadmin\t")
        manifest = json.loads(members["manifest.json"])
        proof = manifest.pop("proof")
        manifest["files"][name] = hashlib.sha256(members[name]).hexdigest()
        manifest["digest"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
        members["manifest.json"] = json.dumps({**manifest, "proof": proof}).encode()

    rewritten(archive, promote)
    result = restore(bascule, app, archive)
    assert result.exit_code == 1 and "rewritten" in result.stderr
    db.session.rollback()
    assert find_agent_by_email(agent.email).role == "agent"


def test_an_archive_of_before_the_proofs_is_taken_by_name_alone(bascule, app, archive, agent):
    def age(members):
        manifest = {**json.loads(members["manifest.json"]), "format": 1}
        del manifest["proof"]
        digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
        members["manifest.json"] = json.dumps({**manifest, "digest": digest}).encode()

    rewritten(archive, age)
    result = restore(bascule, app, archive)
    assert result.exit_code == 1 and "--unproved" in result.stderr
    result = bascule("restore", "--unproved", archive)
    assert result.exit_code == 0, result.output


def test_an_archive_that_holds_more_than_it_says_is_refused(bascule, app, archive):
    rewritten(archive, lambda members: members.update({"documents/glissé": b"%PDF-"}))
    assert restore(bascule, app, archive).exit_code == 1


def test_an_archive_that_lacks_what_it_says_is_refused(bascule, app, archive):
    rewritten(archive, lambda members: members.pop(PLACE))
    assert restore(bascule, app, archive).exit_code == 1


def test_an_archive_whose_list_was_changed_is_refused(bascule, app, archive):
    def forget(members):
        manifest = json.loads(members["manifest.json"])
        del manifest["files"][PLACE], members[PLACE]
        members["manifest.json"] = json.dumps(manifest).encode()

    rewritten(archive, forget)
    assert restore(bascule, app, archive).exit_code == 1


def test_the_archive_is_for_its_owner_alone_and_nothing_else_is_left(archive, tmp_path):
    assert archive.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("backup-*"))


@pytest.mark.parametrize("how", ["alone", "apart"] if postgresql() else [])
def test_where_roles_are_ordinary_the_owner_puts_back_what_the_application_saved(how, tmp_path):
    with ordinary_roles() as (owner, role):
        urls = {"BASCULE_DATABASE_URL": owner if how == "alone" else role}
        owned = {"BASCULE_DATABASE_OWNER_URL": owner} if how == "apart" else {}

        def run(*words, **more):
            environment = {**KEYS, "BASCULE_INSTANCE": str(tmp_path / "instance"), **urls, **more}
            return CliRunner().invoke(main, words, env=environment)

        def add(name):
            return run("agent", "add", f"{name}@example.org", "--name", name, "--role", "agent").exit_code

        assert run("init", **owned).exit_code == 0
        assert add("Aline") == 0
        assert run("backup", str(tmp_path / "copie.bak")).exit_code == 0
        assert add("Berthe") == 0
        if how == "apart":
            alone = run("restore", str(tmp_path / "copie.bak"))
            assert alone.exit_code == 1 and "permission denied" in alone.stderr + str(alone.exception)
        assert run("restore", str(tmp_path / "copie.bak"), **owned).exit_code == 0
        assert run("audit", "verify").stdout == "1\n"
        assert add("Berthe") == 0 and add("Aline") == 1
        found = run("doctor")
        assert found.exit_code == 0 and "only append to the trail" in found.stdout
