"""The settings: what they become, and every sentence that stops a start."""

import os
import stat
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from config import read
from models.values.days import today
from setting_keys import kept_keys
from setting_values import SettingError

KEYS = {
    f"BASCULE_{name}_KEY": f"kkkk-{name.lower()}-{'0123456789' * 3}" for name in ("SECRET", "CODE", "AUDIT")
}


PORTAL = "https://pro.example.org"


@pytest.fixture
def read_with(tmp_path):
    """Reads settings of a production that lacks nothing, changed by what the test says."""

    def read_with(host="127.0.0.1", port=8000, **changes):
        names = {f"BASCULE_{name.upper()}": value for name, value in changes.items()}
        return read({**KEYS, "BASCULE_INSTANCE": str(tmp_path / "instance"), **names}, host=host, port=port)

    return read_with


def test_nothing_but_keys_is_a_production_on_sqlite_with_mails_in_a_folder(read_with, tmp_path):
    settings = read_with()
    assert settings.env == "production"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/bascule.db"
    assert settings.mail_folder == tmp_path / "instance" / "mail"
    assert settings.directory == ("local",)
    assert settings.trusted_proxies == 0
    assert settings.test_banner is False
    assert settings.portal_name == "Hariane PRO"
    assert settings.authority_name == "Le Havre Seine Métropole"
    assert settings.mail_from == "ne-pas-repondre@localhost"


def test_the_public_address_comes_from_host_and_port(read_with):
    assert read_with(host="localhost", port=8123).public_url == "http://localhost:8123"
    assert read_with(host="::1", port=8123).public_url == "http://[::1]:8123"
    assert read_with().console_url == "http://127.0.0.1:8000"
    assert not read_with().console_has_own_host


def test_the_console_may_have_a_host_of_its_own(read_with):
    settings = read_with(public_url="https://pro.example.org/", console_url="https://agents.example.org")
    assert settings.public_url == "https://pro.example.org"
    assert settings.console_has_own_host


@pytest.mark.parametrize("console", [f"{PORTAL}:8443", "https://PRO.example.org:8443"])
def test_two_ports_of_one_name_are_no_two_hosts_but_on_loopback(read_with, console):
    with pytest.raises(SettingError, match=r"^BASCULE_CONSOLE_URL must name another host than .*\.$"):
        read_with(public_url=PORTAL, console_url=console)
    assert not read_with(public_url=PORTAL, console_url=PORTAL).console_has_own_host
    local = read_with(public_url="http://127.0.0.1:8001", console_url="http://127.0.0.1:8002")
    assert local.console_has_own_host


@pytest.mark.parametrize("name", ["secret_key", "code_key", "audit_key"])
@pytest.mark.parametrize("value", ["", "x" * 31])
def test_in_production_a_missing_or_short_key_stops_the_start(read_with, name, value):
    with pytest.raises(SettingError, match=f"BASCULE_{name.upper()}"):
        read_with(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("env", "vacances"),
        ("public_url", "http://pro.example.org"),
        ("public_url", "javascript:alert(1)"),
        ("public_url", "https://"),
        ("public_url", "https://pro.example.org/portail"),
        ("public_url", "https://pro.example.org:port"),
        ("public_url", "https://someone@pro.example.org"),
        ("console_url", "http://agents.example.org"),
        ("database_url", "n-importe-quoi"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "mysql://localhost/bascule"),
        ("database_url", "postgresql+psycopg://"),
        ("database_owner_url", "sqlite:////srv/b.db"),
        ("database_owner_url", "postgresql+psycopg://"),
        ("mail_url", "ftp://example.org"),
        ("mail_url", "folder:"),
        ("mail_url", "smtp://"),
        ("mail_url", "smtp://example.org:port"),
        ("mail_from", "nobody"),
        ("mail_from", "a@example.org\nBcc: b@example.org"),
        ("directory", "pages-jaunes"),
        ("directory", ","),
        ("directory_url", "file:///etc"),
        ("trusted_proxies", "beaucoup"),
        ("trusted_proxies", "-1"),
        ("trusted_proxies", "²"),
        ("test_banner", "peut-être"),
        ("closes_on", "fin janvier"),
        ("documents", "armoire"),
        ("documents", "s3://"),
        ("documents", "s3://key:secret@bucket"),
        ("s3_endpoint", "minio:9000"),
        ("s3_endpoint", "http://minio.example.org"),
        ("s3_key", "a-key-without-its-secret"),
        ("backup_hours", "0"),
        ("backup_hours", "hier"),
        ("pooled", "1"),
        ("traces", "collector:4318"),
        ("pooled", "transaction"),
    ],
)
def test_an_impossible_or_unsafe_setting_is_one_sentence_that_names_it(read_with, name, value):
    with pytest.raises(SettingError) as refusal:
        read_with(**{name: value})
    sentence = str(refusal.value)
    assert sentence.startswith(f"BASCULE_{name.upper()} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_insee_asks_for_its_key(read_with):
    with pytest.raises(SettingError, match="BASCULE_INSEE_KEY"):
        read_with(directory="local, insee")
    assert read_with(directory="local, insee", insee_key="key").directory == ("local", "insee")


def test_each_service_may_have_an_address_of_its_own(read_with):
    settings = read_with(
        directory="recherche-entreprises, insee",
        directory_url="http://127.0.0.1:9/both",
        insee_url="http://127.0.0.1:9/insee/",
        insee_key="key",
    )
    urls = {service.name: service.url for service in settings.directories}
    assert urls == {"recherche-entreprises": "http://127.0.0.1:9/both", "insee": "http://127.0.0.1:9/insee"}
    assert read_with().directories[0].url is None


def test_without_a_public_address_only_loopback_is_served(read_with):
    with pytest.raises(SettingError, match="BASCULE_PUBLIC_URL"):
        read_with(host="0.0.0.0")
    assert (
        read_with(host="0.0.0.0", public_url="https://pro.example.org").public_url
        == "https://pro.example.org"
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80", "http://127.8.8.8"]
)
def test_production_on_loopback_needs_no_https(read_with, url):
    assert read_with(public_url=url).public_url == url


@pytest.mark.parametrize(
    "url", ["https://pro.example.org", "http://192.168.1.2", "http://127.0.0.1.example.org"]
)
def test_the_demonstration_refuses_any_address_that_is_not_loopback(read_with, url):
    with pytest.raises(SettingError, match="BASCULE_PUBLIC_URL"):
        read_with(env="demo", public_url=url)


def test_the_demonstration_wears_its_banner(read_with):
    assert read_with(env="demo").test_banner is True
    assert read_with(env="demo", test_banner="0").test_banner is False
    assert read_with(test_banner="1").test_banner is True


def test_database_and_mail_folder_are_taken_from_the_instance_unless_absolute(read_with, tmp_path):
    assert (
        read_with(database_url="sqlite:///other.db").database_url == f"sqlite:///{tmp_path}/instance/other.db"
    )
    assert read_with(database_url="sqlite:////srv/b.db").database_url == "sqlite:////srv/b.db"
    assert read_with(mail_url="folder:/srv/mail").mail_folder == Path("/srv/mail")
    assert read_with(mail_url="smtp://user:secret@mail.example.org:587").mail_folder is None
    assert read_with(database_url="postgresql://u@h/d").database_url == "postgresql+psycopg://u@h/d"
    assert read_with(database_url="postgresql+psycopg:///d").is_sqlite is False


def test_tables_may_belong_to_another_role_than_the_application_s(read_with):
    alone = read_with(database_url="postgresql://u@h/d")
    assert (alone.schema_url, alone.database_role) == (alone.database_url, None)
    apart = read_with(database_url="postgresql://la%20v:x@h/d", database_owner_url="postgresql://chef:y@h/d")
    assert (apart.schema_url, apart.database_role) == ("postgresql+psycopg://chef:y@h/d", "la v")
    for nameless in ({}, {"database_url": "postgresql://h/d"}):
        with pytest.raises(SettingError, match="BASCULE_DATABASE_URL must name its role"):
            read_with(**nameless, database_owner_url="postgresql://chef:y@h/d")


@pytest.mark.parametrize("env", ["demo", "development"])
def test_outside_production_keys_are_made_once_and_kept_for_us_alone(read_with, tmp_path, env):
    no_keys = dict.fromkeys(("secret_key", "code_key", "audit_key"), "")
    first, second = read_with(env=env, **no_keys), read_with(env=env, **no_keys)
    keys = {first.secret_key, first.code_key, first.audit_key}
    assert len(keys) == 3
    assert keys == {second.secret_key, second.code_key, second.audit_key}
    assert stat.S_IMODE(os.stat(tmp_path / "instance" / "keys.json").st_mode) == 0o600
    assert read_with(env=env, secret_key="", code_key="mine").code_key == "mine"


def test_two_first_starts_at_once_keep_the_same_keys(tmp_path):
    gate, found = threading.Barrier(8), []

    def start():
        gate.wait()
        found.append(kept_keys(tmp_path / "keys.json", ("secret_key",)))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(keys == found[0] for keys in found)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_spoiled_keys_stop_the_start_rather_than_being_replaced(read_with, tmp_path):
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "keys.json").write_text("{")
    with pytest.raises(SettingError, match="keys.json"):
        read_with(env="demo", secret_key="")
    assert (tmp_path / "instance" / "keys.json").read_text() == "{"


def test_a_refused_start_leaves_no_key_behind(read_with, tmp_path):
    with pytest.raises(SettingError):
        read_with(env="demo", secret_key="", test_banner="maybe")
    assert not (tmp_path / "instance").exists()


def test_the_file_env_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    lines = [f"{name}={value}" for name, value in KEYS.items()]
    lines += ["BASCULE_PORTAL_NAME='Un portail'", "BASCULE_HELP_PHONE=0235000000"]
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("BASCULE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BASCULE_HELP_PHONE", "0235111111")
    settings = read()
    assert settings.portal_name == "Un portail"
    assert settings.help_phone == "0235111111"
    assert settings.instance == tmp_path / "instance"


def test_no_secret_shows_when_settings_are_printed(read_with):
    shown = repr(read_with(mail_url="smtp://user:sesame@mail.example.org", insee_key="canary"))
    assert "kkkk" not in shown
    assert "sesame" not in shown
    assert "canary" not in shown


@pytest.mark.parametrize("key", ["k" * 40, "ab" * 20])
def test_a_key_of_a_few_signs_stops_the_start_of_a_production(read_with, key):
    with pytest.raises(SettingError, match="BASCULE_CODE_KEY"):
        read_with(code_key=key)
    assert read_with(env="development", code_key=key).code_key == key


def test_two_keys_that_are_one_stop_the_start_of_a_production(read_with):
    with pytest.raises(SettingError, match="BASCULE_CODE_KEY and BASCULE_AUDIT_KEY"):
        read_with(code_key=KEYS["BASCULE_AUDIT_KEY"])


def test_the_closing_day_is_unknown_until_it_is_set_and_the_demonstration_has_one(read_with):
    assert read_with().closes_on is None
    assert read_with(closes_on="2027-01-29").closes_on == date(2027, 1, 29)
    closes_on = read_with(env="demo").closes_on
    assert today() < closes_on < today() + timedelta(days=160)


def test_documents_lie_in_the_instance_unless_another_place_is_named(read_with):
    assert read_with().documents == "folder" and read_with().backup_hours is None
    assert read_with(documents="database").documents == "database"
    found = read_with(
        documents="s3://pieces/le-havre/", s3_endpoint="http://127.0.0.1:9000", s3_key="k", s3_secret="hush"
    )
    assert found.documents == "s3://pieces/le-havre" and found.objects.region == "us-east-1"
    assert "hush" not in repr(found)


def test_a_replica_is_postgresqls(read_with):
    url = "postgresql://bascule@127.0.0.1:5433/bascule"
    with pytest.raises(SettingError, match="^BASCULE_REPLICA_URL needs PostgreSQL: .*SQLite"):
        read_with(replica_url=url)
    settings = read_with(database_url="postgresql://bascule@127.0.0.1/bascule", replica_url=url)
    assert settings.replica_url == "postgresql+psycopg://bascule@127.0.0.1:5433/bascule"
    with pytest.raises(SettingError, match="^BASCULE_REPLICA_URL must be"):
        read_with(database_url="postgresql://bascule@127.0.0.1/bascule", replica_url="mysql://b@c/d")


def provider(**changes):
    names = {
        "ISSUER": "https://identite.example/",
        "CLIENT_ID": "bascule",
        "CLIENT_SECRET": "s3cret",
        **changes,
    }
    return {f"BASCULE_OIDC_{name}": value for name, value in names.items() if value is not None}


@pytest.mark.parametrize(
    "wrong", [{"ISSUER": None}, {"CLIENT_SECRET": None}, {"ISSUER": "http://identite.example"}]
)
def test_a_provider_is_told_whole_and_over_https_or_not_at_all(tmp_path, wrong):
    facts = {**KEYS, "BASCULE_INSTANCE": str(tmp_path), "BASCULE_ENV": "production"}
    assert read(facts).provider is None
    found = read({**facts, **provider()}).provider
    assert (found.issuer, found.client_id, found.vouches) == ("https://identite.example", "bascule", False)
    assert "eidas2" in found.strong and "s3cret" not in repr(found)
    assert read({**facts, **provider(ACR="high  higher")}).provider.strong == ("high", "higher")
    assert read({**facts, **provider(ISSUER="http://127.0.0.1:9400")}).provider is not None
    with pytest.raises(SettingError, match="BASCULE_OIDC"):
        read({**facts, **provider(**wrong)})


TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


def test_nobody_s_pictures_lie_under_the_map_unless_told(read_with):
    assert read_with().tiles is None
    tiles = read_with(tiles_url=TILES, tiles_credit="© Exemple").tiles
    assert (tiles.url, tiles.credit, tiles.origin) == (TILES, "© Exemple", "https://tiles.example.org")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("tiles/{z}/{x}/{y}.png", "must be an address such as"),
        ("https://tiles.example.org/{z}/{x}.png", "must hold {z}, {x} and {y}"),
        ("https://me:word@tiles.example.org/{z}/{x}/{y}", "must be an address such as"),
        ("https://tiles.example.org; script-src */{z}/{x}/{y}", "must be an address such as"),
        ("https://*/{z}/{x}/{y}", "must be an address such as"),
        ("http://tiles.example.org/{z}/{x}/{y}", "must begin with https in production"),
    ],
)
def test_pictures_from_an_odd_place_stop_the_start(read_with, url, problem):
    with pytest.raises(SettingError, match="BASCULE_TILES_URL") as refusal:
        read_with(tiles_url=url)
    assert problem in str(refusal.value)


def test_the_demonstration_takes_pictures_of_this_machine_alone(read_with):
    with pytest.raises(SettingError, match="loopback address in the demonstration"):
        read_with(env="demo", tiles_url=TILES)
    assert read_with(env="demo", tiles_url="http://127.0.0.1:9/{z}/{x}/{y}").tiles is not None
