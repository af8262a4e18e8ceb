"""`bascule worker`: sends what is due and does the periodic work."""

from __future__ import annotations

import signal

import click

import config
from setting_values import SettingError, is_loopback


@click.command("worker")
@click.option(
    "--once", is_flag=True, help="Does what is due now, and what becomes due through it, then ends."
)
@click.option("--metrics-port", type=click.IntRange(1, 65535), help="Tells its figures there.")
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="Address for that port.")
def command(once: bool, metrics_port: int | None, metrics_host: str) -> None:
    """Sends the mails that are due and does the periodic work, until it is told to stop.

    Any number of workers may share a database: each job is done by one of them.
    """
    from console import logs
    from console.commands import house
    from console.jobs.worker import Worker
    from console.serving import running
    from console.telemetry import exposition, worker_door

    settings = config.read()
    if not is_loopback(metrics_host) and not settings.metrics_token:
        raise SettingError(f"BASCULE_METRICS_TOKEN is missing: {metrics_host} is reached by strangers.")
    logs.begin(settings, "%(asctime)s %(levelname)s %(name)s %(message)s")
    with running.mark(settings), house(settings) as app:
        worker = Worker(app)
        if once:
            count = worker.run_once()
            click.echo(f"{count} job{'' if count == 1 else 's'} done.")
            return

        def stop(_: int, __: object) -> None:
            worker.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        exposition.listen()
        if metrics_port is not None:
            worker_door.open_door(settings, metrics_host, metrics_port)
        worker.run()
