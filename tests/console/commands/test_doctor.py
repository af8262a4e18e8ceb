"""`bascule doctor`."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from console.commands import main
from models import attachments, documents
from models.documents import contents
from models.kernel import heartbeats, workers
from models.kernel.base import db
from models.storage import ddl
from tests.conftest import KEYS
from tests.support import people
from tests.support.engines import ordinary_roles, postgresql
from tests.support.records import CODE, concession, of
from tests.support.stock import SITE, fill

PARTS = "settings packages keys files database replica schema triggers counts campaign privileges".split()
PARTS += "documents backup mail directory tiles worker watch clocks supervisors".split()


def states_of(result):
    return {line.split()[1]: line.split()[0] for line in result.stdout.splitlines()}


def test_a_house_in_order(bascule, app, engine):
    people.staff("supervisor")
    people.staff("supervisor")
    heartbeats.beat("worker")
    result = bascule("doctor")
    assert result.exit_code == 0, result.output
    # The tests' own role on PostgreSQL is a superuser, whom no privilege holds.
    doubt = {"privileges": "look"} if engine == "postgresql" else {}
    assert states_of(result) == dict.fromkeys(PARTS, "ok") | doubt


def test_what_deserves_a_look_is_no_failure(bascule):
    result = bascule("doctor")
    assert result.exit_code == 0
    assert states_of(result)["worker"] == states_of(result)["supervisors"] == "look"


def test_a_package_that_bears_a_name_of_ours_is_ill(bascule, tmp_path, monkeypatch):
    stranger = tmp_path / "site-packages" / "models"
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").touch()
    assert states_of(bascule("doctor"))["packages"] == "ok"
    monkeypatch.syspath_prepend(stranger.parent)
    result = bascule("doctor")
    assert (result.exit_code, states_of(result)["packages"]) == (1, "BAD")
    assert "bears the name models" in result.stdout


def test_a_database_without_schema_is_ill(bascule, tmp_path):
    result = bascule("doctor", database_url=f"sqlite:///{tmp_path}/empty.db")
    assert result.exit_code == 1
    assert list(states_of(result)) == PARTS
    assert states_of(result)["schema"] == "BAD"


def test_a_database_that_does_not_answer_is_ill(bascule):
    result = bascule("doctor", database_url="postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    assert result.exit_code == 1
    assert list(states_of(result)) == PARTS
    assert states_of(result)["database"] == "BAD"


def test_a_trail_that_could_be_rewritten_is_ill(bascule, app):
    name = ddl.TRIGGERS[db.engine.dialect.name][0]
    on = "" if db.engine.dialect.name == "sqlite" else " ON audit_events"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    result = bascule("doctor")
    with db.engine.begin() as connection:
        ddl.apply(connection)
    assert result.exit_code == 1
    assert states_of(result)["triggers"] == "BAD"
    assert name in result.stdout


def test_a_trigger_that_we_did_not_write_is_ill(bascule, app, engine):
    body = "BEGIN SELECT 1; END" if engine == "sqlite" else "EXECUTE FUNCTION audit_is_append_only()"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TRIGGER evil AFTER DELETE ON agents FOR EACH ROW {body}")
    try:
        result = bascule("doctor")
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER evil" + (" ON agents" if engine == "postgresql" else ""))
    assert result.exit_code == 1 and states_of(result)["triggers"] == "BAD"
    assert "evil" in result.stdout


def test_a_worker_whose_clock_is_ahead_deserves_a_look(bascule, app, clock):
    clock.shift(timedelta(minutes=10))
    workers.beat("ahead")
    clock.shift(timedelta(minutes=-10))
    result = bascule("doctor")
    assert states_of(result)["clocks"] == "look" and "s ahead of this machine's" in result.stdout
    workers.leave("ahead")
    assert states_of(bascule("doctor"))["clocks"] == "ok"


def test_kept_counts_that_are_wrong_are_told_and_init_counts_again(bascule, app):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO kept_counts VALUES ('cases', 'open|help', 3)")
    result = bascule("doctor")
    assert states_of(result)["counts"] == "BAD" and "cases by 3: run `bascule init`" in result.stdout
    bascule("init")
    assert states_of(bascule("doctor"))["counts"] == "ok"


@pytest.mark.parametrize("how", ["alone", "apart"] if postgresql() else [])
def test_it_says_whether_the_application_owns_the_trail(how, tmp_path):
    with ordinary_roles() as (owner, role):
        urls = {
            "BASCULE_DATABASE_URL": owner if how == "alone" else role,
            "BASCULE_INSTANCE": str(tmp_path),
        }
        owned = {"BASCULE_DATABASE_OWNER_URL": owner} if how == "apart" else {}

        def run(word, **more):
            return CliRunner().invoke(main, [word], env={**KEYS, **urls, **more})

        assert run("init", **owned).exit_code == 0
        found = run("doctor")  # it needs no more than the application does
        assert found.exit_code == 0
        assert states_of(found)["privileges"] == {"alone": "look", "apart": "ok"}[how]
        [line] = [line for line in found.stdout.splitlines() if "privileges" in line]
        assert ("could give itself more" in line) == (how == "alone")


def test_a_mail_server_that_does_not_answer_is_ill(bascule):
    result = bascule("doctor", mail_url="smtp://user:sesame@127.0.0.1:1")
    assert result.exit_code == 1
    assert states_of(result)["mail"] == "BAD"
    assert "sesame" not in result.output


def test_it_says_how_many_the_local_directory_knows(bascule):
    assert "répertoire local : 27 établissements, exemple" in bascule("doctor").stdout
    fill([SITE])
    assert "répertoire local : 1 établissement\n" in bascule("doctor").stdout


def test_it_says_when_the_attached_companies_were_last_looked_up(bascule, app, clock):
    assert "no company holds anything yet" in bascule("doctor").stdout
    account, record = people.active(), concession()
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))
    db.session.rollback()
    assert "were never looked up again" in bascule("doctor").stdout
    heartbeats.beat("watch")
    assert states_of(bascule("doctor"))["watch"] == "ok"
    clock.shift(timedelta(days=4))
    result = bascule("doctor")
    assert states_of(result)["watch"] == "look" and "and not since" in result.stdout


def test_it_names_a_document_that_this_host_has_not(bascule, app):
    sent = documents.store("mandat.pdf", b"%PDF-1.7\nmandat", actor=people.SYSTEM)
    assert states_of(bascule("doctor"))["documents"] == "ok"
    contents.installed().delete(sent.sha256)
    result = bascule("doctor")
    assert result.exit_code == 1 and f"mandat.pdf (document {sent.id}) not in the folder" in result.stdout


def test_a_backup_that_is_too_old_deserves_a_look(bascule, clock):
    assert states_of(bascule("doctor", backup_hours="26"))["backup"] == "look"
    heartbeats.beat(heartbeats.BACKUP)
    assert states_of(bascule("doctor", backup_hours="26"))["backup"] == "ok"
    clock.shift(27 * 3600)
    assert states_of(bascule("doctor", backup_hours="26"))["backup"] == "look"


def test_machines_read_the_same_as_people(bascule, app):
    found = json.loads(bascule("doctor", "--json").stdout)
    assert [part["part"] for part in found["parts"]] == PARTS
    assert found["status"] == "look" and all(part["words"] for part in found["parts"])
    result = bascule("doctor", "--json", mail_url="smtp://127.0.0.1:1")
    assert result.exit_code == 1 and json.loads(result.stdout)["status"] == "BAD"


def test_whom_browsers_ask_for_pictures_is_said_and_that_they_be_credited(bascule):
    assert "tiles none: the map of works asks nobody" in " ".join(bascule("doctor").stdout.split())
    setting = {"tiles_url": "https://tiles.example.org/{z}/{x}/{y}.png"}
    result = bascule("doctor", **setting)
    assert states_of(result)["tiles"] == "look" and "https://tiles.example.org" in result.stdout
    assert states_of(bascule("doctor", **setting, tiles_credit="© Exemple"))["tiles"] == "ok"
