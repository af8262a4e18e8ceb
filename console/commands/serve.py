"""`bascule serve`: the web server, one door or both, and with SQLite its worker beside it."""

from __future__ import annotations

import gc

import click

import config
from config import Settings
from models.kernel.actors import Site
from setting_values import SettingError, is_loopback


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer, 4 threads each.",
)
@click.option("--door", type=click.Choice([door.value for door in Site]), help="Serves one door only.")
@click.option(
    "--worker/--no-worker", "beside", default=None, help="A worker beside it; by default with SQLite only."
)
@click.pass_context
def command(
    ctx: click.Context, host: str, port: int, workers: int, door: str | None, beside: bool | None
) -> None:
    """Serves the portal, the console or both, until it is told to stop."""
    from console.serving import running
    from console.telemetry import shared

    settings = config.read(host=host, port=port)
    if settings.is_demo and not is_loopback(host):
        raise SettingError("BASCULE_ENV is demo: the demonstration listens on a loopback address only.")
    lock = running.mark(settings)
    shared.begin(settings)  # inherited by all that begins from here on
    if settings.is_sqlite if beside is None else beside:
        ctx.exit(_with_worker(settings, host, port, workers, door))
    gc.disable()  # of what a server is made of nothing is thrown away; it looks again once it is made
    from console import DOORS
    from console.serving import server

    server.Server(settings, (door,) if door else DOORS, host, port, workers).run()
    lock.close()


def _with_worker(settings: Settings, host: str, port: int, workers: int, door: str | None) -> int:
    import os

    from console.serving import beside

    # The children read the same settings; the address that host and port gave is told to the worker's mails.
    os.environ["BASCULE_PUBLIC_URL"], os.environ["BASCULE_CONSOLE_URL"] = (
        settings.public_url,
        settings.console_url,
    )
    words = [
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        *(["--door", door] if door else []),
    ]
    return beside.Beside(beside.bascule("serve", *words, "--no-worker"), beside.bascule("worker")).run()
