"""`bascule init`."""


def test_it_makes_the_database_and_its_folder_and_a_second_run_changes_nothing(bascule, tmp_path):
    there = {"instance": str(tmp_path / "new"), "database_url": f"sqlite:///{tmp_path}/new/there/b.db"}
    first = bascule("init", **there)
    assert first.exit_code == 0
    assert "now has the newest schema" in first.stdout
    second = bascule("init", **there)
    assert second.exit_code == 0
    assert "already had" in second.stdout


def test_a_server_that_does_not_answer_is_one_sentence(bascule):
    result = bascule("init", database_url="postgresql+psycopg://nobody:sesame@127.0.0.1:1/nowhere")
    assert result.exit_code == 1
    assert "does not answer" in result.stderr
    assert "sesame" not in result.output
