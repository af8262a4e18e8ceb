"""Every setting of an installation, named once, read and checked at the start."""

from __future__ import annotations

import json
import os
import pkgutil
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from dotenv import dotenv_values

ENVIRONMENTS = ("production", "development", "demo")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")
LOCAL = "local"
"""The directory that is always there: what this installation holds itself."""

_CLIENTS = Path(__file__).with_name("console") / "directories" / "clients"
"""A file for each of the others, which bears its name."""

SHORTEST_KEY = 32
FEWEST_SIGNS = 5
"""Different ones in a key: 32 that are drawn, be it among ten digits, have more."""

_KEYS = ("BASCULE_SECRET_KEY", "BASCULE_CODE_KEY", "BASCULE_AUDIT_KEY")
_TRUE = frozenset({"1", "true", "yes", "oui", "on"})
_FALSE = frozenset({"0", "false", "no", "non", "off"})


class SettingError(Exception):
    """A setting that is missing, impossible or unsafe; the message is one sentence that names it."""


@dataclass(frozen=True)
class Service:
    """A directory to ask: its address where that is not the usual one, and its key."""

    name: str
    url: str | None
    key: str | None = field(repr=False)


@dataclass(frozen=True)
class Objects:
    """The server that speaks S3: where it is, if not Amazon's, and who we are to it."""

    endpoint: str | None
    region: str
    key: str | None
    secret: str | None = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """What an installation was told, already checked; secrets do not show in its representation."""

    env: str
    instance: Path
    database_url: str = field(repr=False)
    owner_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    code_key: str = field(repr=False)
    audit_key: str = field(repr=False)
    public_url: str
    console_url: str
    trusted_proxies: int
    mail_url: str = field(repr=False)
    mail_from: str
    directories: tuple[Service, ...]
    documents: str
    """Where uploaded files lie: `folder`, `database` or `s3://bucket/prefix`."""

    objects: Objects
    backup_hours: int | None
    """The age from which the last backup is too old; None where nobody is to be told."""

    portal_name: str
    authority_name: str
    help_phone: str
    test_banner: bool
    closes_on: date | None
    """The last day of the old portal, where it is known."""
    metrics_token: str | None = field(repr=False)
    """What a stranger says to read the figures; without one only this machine does."""
    log_format: str
    log_level: str

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration, which never leaves the machine."""
        return self.env == "demo"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of ours."""
        return self.database_url.startswith("sqlite")

    @property
    def schema_url(self) -> str:
        """The address under which tables are made and altered: the owner's, where one is named."""
        return self.owner_url or self.database_url

    @property
    def database_role(self) -> str | None:
        """The application's role, where another one owns the tables."""
        return unquote(urlsplit(self.database_url).username or "") if self.owner_url else None

    @property
    def directory(self) -> tuple[str, ...]:
        """The names of the directories, in the order in which they are asked."""
        return tuple(service.name for service in self.directories)

    @property
    def directory_folder(self) -> Path:
        """The folder of the directory's loaded stock."""
        return self.instance / "directory"

    @property
    def documents_folder(self) -> Path:
        """The folder of the uploaded files, where they lie in one."""
        return self.instance / "documents"

    @property
    def imports(self) -> Path:
        """The folder of the files that wait to be taken in; they hold codes, so no archive has it."""
        return self.instance / "imports"

    @property
    def mail_folder(self) -> Path | None:
        """The folder that gets the mails, or None when a server sends them."""
        return Path(self.mail_url.removeprefix("folder:")) if self.mail_url.startswith("folder:") else None

    @property
    def console_has_own_host(self) -> bool:
        """Whether the console answers on another host than the portal."""
        return urlsplit(self.console_url).netloc != urlsplit(self.public_url).netloc


def read(environ: Mapping[str, str] | None = None, host: str = "127.0.0.1", port: int = 8000) -> Settings:
    """The settings of this process: its environment, completed by the file `.env` of the working folder.

    `host` and `port` are those that the server will take: they give the public address when none is set.
    Raises `SettingError`. An empty value counts as none.
    """
    if environ is None:
        environ = {**{k: v for k, v in dotenv_values(".env").items() if v is not None}, **os.environ}
    values = {name: value.strip() for name, value in environ.items() if name.startswith("BASCULE_")}
    values = {name: value for name, value in values.items() if value}
    env = values.get("BASCULE_ENV", "production")
    if env not in ENVIRONMENTS:
        raise SettingError(f"BASCULE_ENV is {env!r}: it must be one of {', '.join(ENVIRONMENTS)}.")
    instance = Path(values.get("BASCULE_INSTANCE", "instance")).expanduser().absolute()
    public_url = _origin(
        "BASCULE_PUBLIC_URL", values.get("BASCULE_PUBLIC_URL") or _own_origin(host, port), env
    )
    directories = _directories(values, env)
    if env == "production":
        _differ(values)
    database_url = _database(values.get("BASCULE_DATABASE_URL"), instance)
    settings = Settings(
        env=env,
        instance=instance,
        database_url=database_url,
        owner_url=_owner(values.get("BASCULE_DATABASE_OWNER_URL"), database_url),
        secret_key=_key("BASCULE_SECRET_KEY", values, env),
        code_key=_key("BASCULE_CODE_KEY", values, env),
        audit_key=_key("BASCULE_AUDIT_KEY", values, env),
        public_url=public_url,
        console_url=_origin("BASCULE_CONSOLE_URL", values.get("BASCULE_CONSOLE_URL", public_url), env),
        trusted_proxies=_count("BASCULE_TRUSTED_PROXIES", values.get("BASCULE_TRUSTED_PROXIES", "0")),
        mail_url=_mail(values.get("BASCULE_MAIL_URL", "folder:mail"), instance),
        mail_from=_address("BASCULE_MAIL_FROM", values.get("BASCULE_MAIL_FROM", "ne-pas-repondre@localhost")),
        directories=directories,
        documents=store_name("BASCULE_DOCUMENTS", values.get("BASCULE_DOCUMENTS", "folder")),
        objects=_objects(values, env),
        backup_hours=_hours("BASCULE_BACKUP_HOURS", values.get("BASCULE_BACKUP_HOURS")),
        portal_name=values.get("BASCULE_PORTAL_NAME", "Hariane PRO"),
        authority_name=values.get("BASCULE_AUTHORITY_NAME", "Le Havre Seine Métropole"),
        help_phone=values.get("BASCULE_HELP_PHONE", ""),
        test_banner=_yes_or_no("BASCULE_TEST_BANNER", values.get("BASCULE_TEST_BANNER"), env == "demo"),
        closes_on=_day("BASCULE_CLOSES_ON", values.get("BASCULE_CLOSES_ON"), env == "demo"),
        metrics_token=_metrics_token(values.get("BASCULE_METRICS_TOKEN")),
        log_format=_one_of("BASCULE_LOG_FORMAT", values.get("BASCULE_LOG_FORMAT", "text"), LOG_FORMATS),
        log_level=_one_of("BASCULE_LOG_LEVEL", values.get("BASCULE_LOG_LEVEL", "info"), LOG_LEVELS),
    )
    _be_apart(settings)
    # Only now, when nothing else is wrong, may a first start leave keys behind.
    return settings if env == "production" else _with_kept_keys(settings)


def _be_apart(settings: Settings) -> None:
    """Two ports of one name are told apart by a port that proxies leave out, and share their cookies."""
    console, portal = urlsplit(settings.console_url), urlsplit(settings.public_url)
    name = console.hostname or ""
    if settings.console_has_own_host and name == portal.hostname and not is_loopback(name):
        raise SettingError(
            "BASCULE_CONSOLE_URL must name another host than BASCULE_PUBLIC_URL, or be the same."
        )


def directories() -> tuple[str, ...]:
    """What can be asked about companies: what is at hand, then the clients, by the names of their files."""
    found = (module.name.replace("_", "-") for module in pkgutil.iter_modules([str(_CLIENTS)]))
    return LOCAL, *sorted(found)


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine alone."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _own_origin(host: str, port: int) -> str:
    if not is_loopback(host):
        raise SettingError(
            f"BASCULE_PUBLIC_URL is missing: it can be guessed on a loopback address, not on {host}."
        )
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _split(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        raise SettingError(f"{name} cannot be read as an address.") from None
    return parts


def _origin(name: str, value: str, env: str) -> str:
    parts = _split(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise SettingError(f"{name} must be an address such as https://pro.example.org.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SettingError(f"{name} must be an origin alone, without a path: https://pro.example.org.")
    loopback = is_loopback(parts.hostname)
    if env == "demo" and not loopback:
        raise SettingError(
            f"{name} must be a loopback address in the demonstration, which has no real safety."
        )
    if env == "production" and parts.scheme != "https" and not loopback:
        raise SettingError(f"{name} must begin with https in production, unless it is a loopback address.")
    return f"{parts.scheme}://{parts.netloc}"


def _base_url(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    parts = _split(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"{name} must be an address that begins with http or https.")
    return value.rstrip("/")


def _database(value: str | None, instance: Path) -> str:
    if value is None:
        return f"sqlite:///{instance / 'bascule.db'}"
    scheme, found, rest = value.partition("://")
    if found and scheme == "sqlite" and rest.startswith("/") and rest[1:] not in ("", ":memory:"):
        return f"sqlite:///{instance / rest[1:]}"  # an absolute path wins over the instance
    if found and scheme in ("postgresql", "postgresql+psycopg") and rest.rpartition("@")[2].strip("/"):
        _split("BASCULE_DATABASE_URL", value)
        return f"postgresql+psycopg://{rest}"
    raise SettingError(
        "BASCULE_DATABASE_URL must be sqlite:////absolute/path or postgresql+psycopg://user@host/database."
    )


def _owner(value: str | None, database_url: str) -> str | None:
    if value is None:
        return None
    name = "BASCULE_DATABASE_OWNER_URL"
    scheme, _, rest = value.partition("://")
    if scheme not in ("postgresql", "postgresql+psycopg") or not rest.rpartition("@")[2].strip("/"):
        raise SettingError(f"{name} must be postgresql+psycopg://owner@host/database.")
    _split(name, value)
    if not urlsplit(database_url).username:  # SQLite has none either
        raise SettingError(f"BASCULE_DATABASE_URL must name its role in PostgreSQL when {name} is set.")
    return f"postgresql+psycopg://{rest}"


def _mail(value: str, instance: Path) -> str:
    if value.startswith("folder:") and value != "folder:":
        return f"folder:{instance / value.removeprefix('folder:')}"
    parts = _split("BASCULE_MAIL_URL", value)
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return value
    raise SettingError("BASCULE_MAIL_URL must be folder:path, smtp://user:password@host:port or smtps://….")


def _address(name: str, value: str) -> str:
    local, at, domain = parseaddr(value)[1].rpartition("@")
    if not (local and at and domain) or any(ord(letter) < 32 for letter in value):
        raise SettingError(f"{name} must be an e-mail address.")
    return value


def _directories(values: Mapping[str, str], env: str) -> tuple[Service, ...]:
    listed = values.get("BASCULE_DIRECTORY", LOCAL).split(",")
    names = tuple(dict.fromkeys(name.strip() for name in listed if name.strip()))
    known = directories()
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        fault = f"names {unknown[0]!r}" if unknown else "is empty"
        raise SettingError(f"BASCULE_DIRECTORY {fault}: it is a list among {', '.join(known)}.")
    shared = _base_url("BASCULE_DIRECTORY_URL", values.get("BASCULE_DIRECTORY_URL"))
    return tuple(_service(name, shared, values, env) for name in names)


def store_name(name: str, value: str) -> str:
    """A place for files as it is written everywhere; raises `SettingError` in the name of who asked."""
    parts = _split(name, value)
    if value in ("folder", "database"):
        return value
    if parts.scheme == "s3" and parts.netloc and "@" not in parts.netloc and not parts.query + parts.fragment:
        return f"s3://{parts.netloc}{parts.path}".rstrip("/")
    raise SettingError(f"{name} must be folder, database or s3://bucket/prefix.")


def _objects(values: Mapping[str, str], env: str) -> Objects:
    name, key, secret = "BASCULE_S3_ENDPOINT", values.get("BASCULE_S3_KEY"), values.get("BASCULE_S3_SECRET")
    endpoint = _base_url(name, values.get(name))
    if endpoint and env == "production":
        host = urlsplit(endpoint)
        if host.scheme != "https" and not is_loopback(host.hostname or ""):
            raise SettingError(
                f"{name} must begin with https in production, unless it is a loopback address."
            )
    if bool(key) != bool(secret):
        raise SettingError("BASCULE_S3_KEY and BASCULE_S3_SECRET go together: give both, or none.")
    return Objects(endpoint, values.get("BASCULE_S3_REGION", "us-east-1"), key, secret)


def _hours(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) <= 8784:
        raise SettingError(f"{name} must be a number of hours, from 1 to 8784.")
    return int(value)


def _needs_key(name: str) -> bool:
    # Asked of the client itself, and only where no key is set: whoever reads settings knows no client.
    if name == LOCAL:
        return False
    return bool(import_module(f"console.directories.clients.{name.replace('-', '_')}").CLIENT.needs_key)


def _service(name: str, shared: str | None, values: Mapping[str, str], env: str) -> Service:
    """Its own address wins over the one that is shared, which is meant for the only service of the list."""
    prefix = f"BASCULE_{name.upper().replace('-', '_')}"
    key = values.get(f"{prefix}_KEY")
    if env == "production" and not key and _needs_key(name):
        raise SettingError(f"{prefix}_KEY is missing: BASCULE_DIRECTORY names {name}, which asks for a key.")
    return Service(name, _base_url(f"{prefix}_URL", values.get(f"{prefix}_URL")) or shared, key)


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) > 10:
        raise SettingError(f"{name} must be a number from 0 to 10.")
    return int(value)


def _yes_or_no(name: str, value: str | None, default: bool) -> bool:
    if value is None:
        return default
    if value.lower() not in _TRUE | _FALSE:
        raise SettingError(f"{name} must be 1 or 0.")
    return value.lower() in _TRUE


def _day(name: str, value: str | None, demo: bool) -> date | None:
    if value is None and demo:
        return _quarter_end(datetime.now(UTC).date() + timedelta(days=60))
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise SettingError(f"{name} must be a day such as 2027-01-29.") from None


def _quarter_end(day: date) -> date:
    """The last day of a quarter: something to hold the demonstration's pace against."""
    month = (day.month + 2) // 3 * 3
    return date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value.lower() not in known:
        raise SettingError(f"{name} is {value!r}: it must be one of {', '.join(known)}.")
    return value.lower()


def _metrics_token(value: str | None) -> str | None:
    if value is not None and len(value) < SHORTEST_KEY:
        raise SettingError(f"BASCULE_METRICS_TOKEN is too short: give it {SHORTEST_KEY} random characters.")
    return value


def _key(name: str, values: Mapping[str, str], env: str) -> str:
    value = values.get(name, "")
    if env == "production" and not value:
        raise SettingError(f"{name} is missing: give it at least {SHORTEST_KEY} random characters.")
    if env == "production" and len(value) < SHORTEST_KEY:
        raise SettingError(f"{name} is too short: it needs at least {SHORTEST_KEY} characters.")
    return value


def _differ(values: Mapping[str, str]) -> None:
    """Keys that are one, or of a few signs again and again, keep nothing apart from whoever guesses one."""
    keys = {name: values.get(name, "") for name in _KEYS}
    for name, key in keys.items():
        if key and len(set(key)) < FEWEST_SIGNS:
            raise SettingError(f"{name} is made of {len(set(key))} signs: give it random characters.")
        twin = next((other for other in _KEYS if other != name and key and keys[other] == key), None)
        if twin is not None:
            raise SettingError(f"{name} and {twin} are the same: give each key characters of its own.")


def _with_kept_keys(settings: Settings) -> Settings:
    """Outside production, the missing keys are made once and kept beside the database, for us alone."""
    names = ("secret_key", "code_key", "audit_key")
    if all(getattr(settings, name) for name in names):
        return settings
    kept = _kept_keys(settings.instance / "keys.json", names)
    return replace(
        settings,
        secret_key=settings.secret_key or kept["secret_key"],
        code_key=settings.code_key or kept["code_key"],
        audit_key=settings.audit_key or kept["audit_key"],
    )


def _kept_keys(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, json.dumps({name: secrets.token_urlsafe(48) for name in names}, indent=1))
        kept = json.loads(path.read_text())
        if all(isinstance(kept.get(name), str) and len(kept[name]) >= SHORTEST_KEY for name in names):
            return {name: kept[name] for name in names}
    except OSError as problem:
        raise SettingError(f"BASCULE_INSTANCE cannot hold the generated keys: {problem.strerror}.") from None
    except (ValueError, AttributeError):
        pass
    raise SettingError(
        f"BASCULE_INSTANCE holds a spoiled keys.json: restore it, or name {_KEYS[0]} and the others."
    )


def _write_once(path: Path, text: str) -> None:
    # Linked into place: of two processes that start together one wins, and no reader meets half a file.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
