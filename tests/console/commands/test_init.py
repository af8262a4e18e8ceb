"""`bascule init`."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from console.commands import main
from tests.conftest import KEYS
from tests.support.engines import ordinary_roles, postgresql
from tests.support.servers.site import ROOT


def test_it_makes_the_database_and_its_folder_and_a_second_run_changes_nothing(bascule, tmp_path):
    there = {"instance": str(tmp_path / "new"), "database_url": f"sqlite:///{tmp_path}/new/there/b.db"}
    first = bascule("init", **there)
    assert first.exit_code == 0
    assert "now has the newest schema" in first.stdout
    second = bascule("init", **there)
    assert second.exit_code == 0
    assert "already had" in second.stdout


def test_migrations_print_nothing_of_their_own(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")}
    environ = {**kept, **KEYS, "BASCULE_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "console", "init"]
    done = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)


def test_a_server_that_does_not_answer_is_one_sentence(bascule):
    result = bascule("init", database_url="postgresql+psycopg://nobody:sesame@127.0.0.1:1/nowhere")
    assert result.exit_code == 1
    assert "does not answer" in result.stderr
    assert "sesame" not in result.output


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("", ""), "refuses this role"),
        (("_app:", "_nobody:"), "does not let us in"),
    ]
    if postgresql()
    else [],
)
def test_a_role_that_may_not_is_told_so_and_not_to_do_what_it_does(wrong, words, tmp_path):
    with ordinary_roles() as (_, role):
        names = {"BASCULE_INSTANCE": str(tmp_path), "BASCULE_DATABASE_URL": role.replace(*wrong)}
        result = CliRunner().invoke(main, ["init"], env={**KEYS, **names})
    assert result.exit_code == 1 and words in result.stderr and "was `bascule init` run" not in result.stderr


def test_a_database_without_tables_is_told_to_be_made(bascule, tmp_path):
    result = bascule("audit", "verify", database_url=f"sqlite:///{tmp_path}/new.db")
    assert result.exit_code == 1 and "was `bascule init` run?" in result.stderr
