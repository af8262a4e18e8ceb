"""Each value that a setting takes: parsed and checked, or refused in one sentence that names the setting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

LOG_FORMATS = ("text", "json")


LOG_LEVELS = ("debug", "info", "warning", "error")


SHORTEST_KEY = 32


_TRUE = frozenset({"1", "true", "yes", "oui", "on"})


_FALSE = frozenset({"0", "false", "no", "non", "off"})


class SettingError(Exception):
    """A setting that is missing, impossible or unsafe; the message is one sentence that names it."""


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine alone."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def own_origin(host: str, port: int) -> str:
    """Where the server says that it is, when nobody says better: loopback alone."""
    if not is_loopback(host):
        raise SettingError(
            f"BASCULE_PUBLIC_URL is missing: it can be guessed on a loopback address, not on {host}."
        )
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def split_address(name: str, value: str) -> SplitResult:
    """The parts of an address; raises `SettingError`."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        raise SettingError(f"{name} cannot be read as an address.") from None
    return parts


def demand_https(name: str, parts: SplitResult, env: str) -> None:
    """Raises `SettingError` for an address of a production that crosses a network in the clear."""
    if env == "production" and parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise SettingError(f"{name} must begin with https in production, unless it is a loopback address.")


def parse_origin(name: str, value: str, env: str) -> str:
    """An origin without a path, by https in production."""
    parts = split_address(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise SettingError(f"{name} must be an address such as https://pro.example.org.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SettingError(f"{name} must be an origin alone, without a path: https://pro.example.org.")
    loopback = is_loopback(parts.hostname)
    if env == "demo" and not loopback:
        raise SettingError(
            f"{name} must be a loopback address in the demonstration, which has no real safety."
        )
    demand_https(name, parts, env)
    return f"{parts.scheme}://{parts.netloc}"


def parse_networks(name: str, value: str | None) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks between commas."""
    try:
        return tuple(ip_network(part.strip()) for part in (value or "").split(",") if part.strip())
    except ValueError:
        raise SettingError(f"{name} must be networks such as 10.20.0.0/16,fd00:20::/32.") from None


def parse_base_url(name: str, value: str | None) -> str | None:
    """The address of a service, without its last slash."""
    if value is None:
        return None
    parts = split_address(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"{name} must be an address that begins with http or https.")
    return value.rstrip("/")


def parse_database(value: str | None, instance: Path) -> str:
    """The address of the database: a file of the instance where none is given."""
    if value is None:
        return f"sqlite:///{instance / 'bascule.db'}"
    scheme, found, rest = value.partition("://")
    if found and scheme == "sqlite" and rest.startswith("/") and rest[1:] not in ("", ":memory:"):
        return f"sqlite:///{instance / rest[1:]}"  # an absolute path wins over the instance
    if found and scheme in ("postgresql", "postgresql+psycopg") and rest.rpartition("@")[2].strip("/"):
        split_address("BASCULE_DATABASE_URL", value)
        return f"postgresql+psycopg://{rest}"
    raise SettingError(
        "BASCULE_DATABASE_URL must be sqlite:////absolute/path or postgresql+psycopg://user@host/database."
    )


def parse_owner(value: str | None, database_url: str) -> str | None:
    """The tables' owner, where another role than the application's."""
    if value is None:
        return None
    name = "BASCULE_DATABASE_OWNER_URL"
    scheme, _, rest = value.partition("://")
    if scheme not in ("postgresql", "postgresql+psycopg") or not rest.rpartition("@")[2].strip("/"):
        raise SettingError(f"{name} must be postgresql+psycopg://owner@host/database.")
    split_address(name, value)
    if not urlsplit(database_url).username:  # SQLite has none either
        raise SettingError(f"BASCULE_DATABASE_URL must name its role in PostgreSQL when {name} is set.")
    return f"postgresql+psycopg://{rest}"


def parse_replica(value: str | None, database_url: str) -> str | None:
    """A server that follows the database's, which only PostgreSQL has."""
    if value is None:
        return None
    name = "BASCULE_REPLICA_URL"
    if database_url.startswith("sqlite"):
        raise SettingError(f"{name} needs PostgreSQL: a database of SQLite has no replica.")
    scheme, _, rest = value.partition("://")
    if scheme not in ("postgresql", "postgresql+psycopg") or not rest.rpartition("@")[2].strip("/"):
        raise SettingError(f"{name} must be postgresql+psycopg://user@host/database.")
    split_address(name, value)
    return f"postgresql+psycopg://{rest}"


def parse_pooled(value: str | None, database_url: str) -> bool:
    """Whether a pooler stands before the database, which only PostgreSQL's has."""
    pooled = parse_yes_or_no("BASCULE_POOLED", value, False)
    if pooled and database_url.startswith("sqlite"):
        raise SettingError("BASCULE_POOLED needs PostgreSQL: a database of SQLite has no pooler.")
    return pooled


def parse_mail(value: str, instance: Path) -> str:
    """A folder of the instance, or a server of mails."""
    if value.startswith("folder:") and value != "folder:":
        return f"folder:{instance / value.removeprefix('folder:')}"
    parts = split_address("BASCULE_MAIL_URL", value)
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return value
    raise SettingError("BASCULE_MAIL_URL must be folder:path, smtp://user:password@host:port or smtps://….")


def parse_collector(value: str | None, instance: Path, env: str) -> str | None:
    """Who gathers the trail as it grows: a file (of the instance, unless absolute) or an address."""
    name = "BASCULE_AUDIT_EXPORT"
    if value is None:
        return None
    if value.startswith("file:") and value != "file:":
        return f"file:{instance / value.removeprefix('file:')}"
    parts = split_address(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise SettingError(f"{name} must be file:path or an address that begins with https.")
    demand_https(name, parts, env)
    return value


def parse_address(name: str, value: str) -> str:
    """An e-mail address."""
    local, at, domain = parseaddr(value)[1].rpartition("@")
    if not (local and at and domain) or any(ord(letter) < 32 for letter in value):
        raise SettingError(f"{name} must be an e-mail address.")
    return value


def store_name(name: str, value: str) -> str:
    """A place for files as it is written everywhere; raises `SettingError` in the name of who asked."""
    parts = split_address(name, value)
    if value in ("folder", "database"):
        return value
    if parts.scheme == "s3" and parts.netloc and "@" not in parts.netloc and not parts.query + parts.fragment:
        return f"s3://{parts.netloc}{parts.path}".rstrip("/")
    raise SettingError(f"{name} must be folder, database or s3://bucket/prefix.")


def parse_hours(name: str, value: str | None) -> int | None:
    """A number of hours, up to a year."""
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) <= 8784:
        raise SettingError(f"{name} must be a number of hours, from 1 to 8784.")
    return int(value)


def parse_count(name: str, value: str) -> int:
    """A small number."""
    if not (value.isascii() and value.isdigit()) or int(value) > 10:
        raise SettingError(f"{name} must be a number from 0 to 10.")
    return int(value)


def parse_yes_or_no(name: str, value: str | None, default: bool) -> bool:
    """Yes or no, in either language."""
    if value is None:
        return default
    if value.lower() not in _TRUE | _FALSE:
        raise SettingError(f"{name} must be 1 or 0.")
    return value.lower() in _TRUE


def parse_day(name: str, value: str | None, demo: bool) -> date | None:
    """A day; the demonstration has one of its own."""
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


def parse_one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    """One word of a list."""
    if value.lower() not in known:
        raise SettingError(f"{name} is {value!r}: it must be one of {', '.join(known)}.")
    return value.lower()


def parse_metrics_token(value: str | None) -> str | None:
    """A token that nobody guesses."""
    if value is not None and len(value) < SHORTEST_KEY:
        raise SettingError(f"BASCULE_METRICS_TOKEN is too short: give it {SHORTEST_KEY} random characters.")
    return value
