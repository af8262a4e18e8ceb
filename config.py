"""Every setting of an installation, named once, read and checked at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values

from setting_keys import kept_keys, parse_key, refuse_alike
from setting_services import (
    Objects,
    Provider,
    Service,
    Tiles,
    parse_directories,
    parse_objects,
    parse_provider,
    parse_tiles,
)
from setting_values import (
    LOG_FORMATS,
    LOG_LEVELS,
    SettingError,
    is_loopback,
    own_origin,
    parse_address,
    parse_base_url,
    parse_collector,
    parse_count,
    parse_database,
    parse_day,
    parse_hours,
    parse_mail,
    parse_metrics_token,
    parse_networks,
    parse_one_of,
    parse_origin,
    parse_owner,
    parse_pooled,
    parse_replica,
    parse_yes_or_no,
    store_name,
)

ENVIRONMENTS = ("production", "development", "demo")


@dataclass(frozen=True)
class Settings:
    """What an installation was told, already checked; secrets do not show in its representation."""

    env: str
    instance: Path
    database_url: str = field(repr=False)
    owner_url: str | None = field(repr=False)
    replica_url: str | None = field(repr=False)
    """A copy that follows the database, for lists, exports and reports."""

    pooled: bool
    """Whether the addresses are those of a pooler (PgBouncer) that gives a server to a transaction only."""

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
    audit_export: str | None = field(repr=False)
    """Who gathers the trail as it grows: `file:` and a path, or an address."""

    audit_export_token: str | None = field(repr=False)
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    """Private networks into which webhooks may be sent; into others they never are."""
    metrics_token: str | None = field(repr=False)
    """What a stranger says to read the figures; without one only this machine does."""
    log_format: str
    log_level: str
    provider: Provider | None
    """Through whom staff may come in, where anybody."""
    traces: str | None
    """Who collects traces by OTLP over HTTP, where anybody does."""
    tiles: Tiles | None
    """Whose pictures lie under the map of works, where anybody's: browsers then ask them there."""

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
    public_url = parse_origin(
        "BASCULE_PUBLIC_URL", values.get("BASCULE_PUBLIC_URL") or own_origin(host, port), env
    )
    directories = parse_directories(values, env)
    if env == "production":
        refuse_alike(values)
    database_url = parse_database(values.get("BASCULE_DATABASE_URL"), instance)
    settings = Settings(
        env=env,
        instance=instance,
        database_url=database_url,
        owner_url=parse_owner(values.get("BASCULE_DATABASE_OWNER_URL"), database_url),
        replica_url=parse_replica(values.get("BASCULE_REPLICA_URL"), database_url),
        pooled=parse_pooled(values.get("BASCULE_POOLED"), database_url),
        secret_key=parse_key("BASCULE_SECRET_KEY", values, env),
        code_key=parse_key("BASCULE_CODE_KEY", values, env),
        audit_key=parse_key("BASCULE_AUDIT_KEY", values, env),
        public_url=public_url,
        console_url=parse_origin("BASCULE_CONSOLE_URL", values.get("BASCULE_CONSOLE_URL", public_url), env),
        trusted_proxies=parse_count("BASCULE_TRUSTED_PROXIES", values.get("BASCULE_TRUSTED_PROXIES", "0")),
        mail_url=parse_mail(values.get("BASCULE_MAIL_URL", "folder:mail"), instance),
        mail_from=parse_address(
            "BASCULE_MAIL_FROM", values.get("BASCULE_MAIL_FROM", "ne-pas-repondre@localhost")
        ),
        directories=directories,
        documents=store_name("BASCULE_DOCUMENTS", values.get("BASCULE_DOCUMENTS", "folder")),
        objects=parse_objects(values, env),
        backup_hours=parse_hours("BASCULE_BACKUP_HOURS", values.get("BASCULE_BACKUP_HOURS")),
        portal_name=values.get("BASCULE_PORTAL_NAME", "Hariane PRO"),
        authority_name=values.get("BASCULE_AUTHORITY_NAME", "Le Havre Seine Métropole"),
        help_phone=values.get("BASCULE_HELP_PHONE", ""),
        test_banner=parse_yes_or_no("BASCULE_TEST_BANNER", values.get("BASCULE_TEST_BANNER"), env == "demo"),
        closes_on=parse_day("BASCULE_CLOSES_ON", values.get("BASCULE_CLOSES_ON"), env == "demo"),
        audit_export=parse_collector(values.get("BASCULE_AUDIT_EXPORT"), instance, env),
        audit_export_token=values.get("BASCULE_AUDIT_EXPORT_TOKEN"),
        webhook_networks=parse_networks("BASCULE_WEBHOOK_NETWORKS", values.get("BASCULE_WEBHOOK_NETWORKS")),
        metrics_token=parse_metrics_token(values.get("BASCULE_METRICS_TOKEN")),
        log_format=parse_one_of("BASCULE_LOG_FORMAT", values.get("BASCULE_LOG_FORMAT", "text"), LOG_FORMATS),
        log_level=parse_one_of("BASCULE_LOG_LEVEL", values.get("BASCULE_LOG_LEVEL", "info"), LOG_LEVELS),
        provider=parse_provider(values, env),
        traces=parse_base_url("BASCULE_TRACES", values.get("BASCULE_TRACES")),
        tiles=parse_tiles(values, env),
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


def _with_kept_keys(settings: Settings) -> Settings:
    """Outside production, the missing keys are made once and kept beside the database, for us alone."""
    names = ("secret_key", "code_key", "audit_key")
    if all(getattr(settings, name) for name in names):
        return settings
    kept = kept_keys(settings.instance / "keys.json", names)
    return replace(
        settings,
        secret_key=settings.secret_key or kept["secret_key"],
        code_key=settings.code_key or kept["code_key"],
        audit_key=settings.audit_key or kept["audit_key"],
    )
