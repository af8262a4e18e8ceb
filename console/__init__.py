"""Assembles the application: settings, keys, database, sessions, doors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import config
import views
from config import Settings
from models.kernel.actors import Site

if TYPE_CHECKING:
    from flask import Flask

    from models.kernel.waiting.outages import Budget

UPLOAD_LIMIT = 20 * 1024 * 1024
"""The largest file that a page accepts: what 200,000 rows of an import weigh."""

BODY_LIMIT = UPLOAD_LIMIT + 512 * 1024
"""The longest body of a request: that file, and the fields around it."""

POSTGRESQL: dict[str, Any] = {
    "pool_pre_ping": True,
    "pool_timeout": 5,
    "connect_args": {
        "connect_timeout": 5,
        # A server that is gone without a word is noticed; by itself the system would take hours.
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    },
}

REPLICA: dict[str, Any] = POSTGRESQL | {
    "pool_timeout": 1,  # the primary answers instead
    "connect_args": {
        "connect_timeout": 2,
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 3_000,
    },
}

VIEWS = Path(views.__path__[0]).resolve()
DOORS = tuple(door.value for door in Site)


def create_app(
    settings: Settings | None = None, doors: Collection[str] = DOORS, budget: Budget | None = None
) -> Flask:
    """The WSGI application, with one door or both; a door not served has no address here at all.

    `budget`: how long its work may wait, as a page's unless told. Without settings they are read from the
    environment; raises `SettingError` of the settings.
    """
    # Here and not above: a command that shows no page starts in a third of the time without them, and the
    # process that only keeps a server and a worker running has no need of the database either.
    from console import (
        commands,
        directories,
        errors,
        extensions,
        health,
        security,
        sessions,
    )
    from console.directories import loaded
    from console.imports.runs.desk import Desk
    from console.serving import lost_races
    from console.sessions import identity_provider
    from console.telemetry import exposition, requests
    from models.kernel.waiting import outages
    from views import access, backoffice, portal, templating
    from views.access import impersonation
    from views.drawing import tiles

    if set(doors) - set(DOORS) or not doors:
        raise ValueError(f"doors are among {DOORS}")
    settings = settings or config.read()
    app = create_base(settings, budget or outages.REQUEST)
    app.extensions["bascule.doors"] = frozenset(doors)
    app.extensions["bascule.closes-on"] = settings.closes_on
    app.extensions["bascule.directory"] = directories.build(settings, loaded)
    app.extensions["bascule.imports"] = Desk(UPLOAD_LIMIT)
    app.extensions["bascule.provider"] = identity_provider.build(settings)
    app.session_interface = sessions.Sessions(settings)
    requests.install(app, settings)
    if settings.traces:
        from console.telemetry import traces

        traces.of_pages(app, settings)
    security.install(app, settings)
    app.before_request(access.guard_host)
    app.before_request(impersonation.guard)
    app.before_request(access.guard)  # before CSRF: a session that ended is sent to the sign-in, not refused
    extensions.install(app)
    errors.install(app)
    lost_races.install(app)
    health.install(app)
    exposition.install(app)
    brand = templating.Brand(
        settings.portal_name, settings.authority_name, settings.help_phone, settings.test_banner
    )
    templating.install(app, brand)
    ground = settings.tiles
    tiles.install(app, tiles.Source(ground.url, ground.credit) if ground is not None else None)
    for door, room in ((Site.PORTAL, portal), (Site.BACKOFFICE, backoffice)):
        if door.value in doors:
            room.install(app)
    if Site.BACKOFFICE.value in doors:
        from views.api import service

        service.install(app)
    commands.install(app)
    return app


def create_base(settings: Settings, budget: Budget | None = None) -> Flask:
    """The ground without any page: settings, keys, database, documents; enough for a command."""
    from flask import Flask

    from console import modes
    from console.documents import Space, build
    from models import documents, shaping
    from models.companies.directory import store
    from models.documents.imports import files
    from models.kernel import base, keys, transactions
    from models.kernel.waiting import outages
    from models.staff.machines.webhooks import Targets
    from models.storage import registry

    modes.keep_private()
    registry.load()
    keys.install(keys.Keys(settings.secret_key, settings.code_key, settings.audit_key))
    documents.install(build(settings, settings.documents))
    store.install(settings.directory_folder)
    files.install(build(settings, settings.documents, Space.IMPORTS))
    shaping.install(by_two=settings.env == "production")
    app = Flask(
        "console",
        instance_path=str(settings.instance),
        static_folder=str(VIEWS / "static"),
        template_folder=str(VIEWS / "templates"),
    )
    app.config.update(flask_config(settings))
    app.extensions["bascule.settings"] = settings
    app.extensions["bascule.targets"] = Targets(
        settings.env != "production", settings.webhook_networks, stays=settings.is_demo
    )
    app.ensure_sync = _as_it_is  # type: ignore[method-assign, assignment]
    base.db.init_app(app)
    with app.app_context():
        for engine in base.db.engines.values():
            transactions.prepare(engine, budget or outages.WORK, pooled=settings.pooled)
        if settings.traces:  # only then: what it needs is heavy, and an extra
            from console.telemetry import traces

            traces.install(app, settings, base.db.engines)
    return app


def _as_it_is(view: Callable[..., Any]) -> Callable[..., Any]:
    """Flask asks of each function, at each request, whether it is asynchronous: none of ours is."""
    return view


def flask_config(settings: Settings) -> dict[str, object]:
    """What Flask and its extensions are told."""
    from console.telemetry.pool import MeasuredPool, ReplicaPool
    from models.kernel.replica import REPLICA as NAME

    primary = {"poolclass": MeasuredPool} | ({} if settings.is_sqlite else _postgresql(POSTGRESQL, settings))
    replica = _postgresql(REPLICA, settings) | {"url": settings.replica_url, "poolclass": ReplicaPool}
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": primary,
        "SQLALCHEMY_BINDS": {NAME: replica} if settings.replica_url else {},
        "WTF_CSRF_TIME_LIMIT": None,  # a form lives as long as its session
        "WTF_CSRF_SSL_STRICT": False,  # it wants a Referer, which pages reached by a secret link do not send
        "MAX_CONTENT_LENGTH": BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 300,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "PUBLIC_URL": settings.public_url,
        "CONSOLE_URL": settings.console_url,
        "DEMO": settings.is_demo,
        "MAIL_IN_FOLDER": settings.mail_folder is not None,
    }


def _postgresql(options: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Behind a pooler nothing is prepared: the next transaction may be another server's."""
    unprepared = {"prepare_threshold": None} if settings.pooled else {}
    return options | {"connect_args": options["connect_args"] | unprepared}
