"""`bascule worker`: sends what is due and does the periodic work."""

from __future__ import annotations

import signal

import click

import config


@click.command("worker")
@click.option(
    "--once", is_flag=True, help="Does what is due now, and what becomes due through it, then ends."
)
def command(once: bool) -> None:
    """Sends the mails that are due and does the periodic work, until it is told to stop.

    Any number of workers may share a database: each job is done by one of them.
    """
    from console import logs, running
    from console.commands import house
    from console.jobs.worker import Worker

    settings = config.read()
    logs.begin("%(asctime)s %(levelname)s %(name)s %(message)s")
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
        worker.run()
