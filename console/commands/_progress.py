"""How far long work is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

import click


class Progress:
    """`with lines("Events") as progress: progress(done)`. What was `done` before says nothing of its pace."""

    EVERY = 10_000
    WAITS_EVERY = 10.0

    def __init__(self, label: str, total: int | None, done: int) -> None:
        self.label, self.total = label, total
        self.before = self.done = self.shown = done
        self.bar: Any = None
        self.began = monotonic()
        self.wait_told = float("-inf")

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self.bar = click.progressbar(
                length=self.total or 0, label=self.label, file=sys.stderr, show_pos=True
            )
            self.bar.__enter__()
            self.bar.update(self.before)
        return self

    def __call__(self, done: int) -> None:
        """Tells how much is done in all."""
        step, self.done = done - self.done, done
        if self.bar is not None:
            self.bar.update(step)
        elif done - self.shown >= self.EVERY:
            self.shown = done
            total = max(self.total or 0, done)  # which may have been an estimate
            of = f" of {total}" if self.total else ""
            rate = (done - self.before) / max(monotonic() - self.began, 0.001)
            left = f", {(total - done) / rate:.0f} s left" if self.total else ""
            click.echo(f"{self.label}: {done}{of}, {rate:.0f} a second{left}", err=True)

    def waits(self, seconds: float) -> None:
        """Tells that nothing is wrong: a service that is asked allows no more questions for the moment."""
        if monotonic() < self.wait_told + self.WAITS_EVERY:
            return
        self.wait_told = monotonic()
        if self.bar is not None:
            self.bar.label = f"{self.label} (at the pace of the directory)"
            self.bar.render_progress()
        else:
            words = f"{self.done} done, waiting {seconds:.1f} s for the quota of the directory"
            click.echo(f"{self.label}: {words}", err=True)

    def __exit__(self, *failure: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(*failure)


def lines(label: str, total: int | None = None, done: int = 0) -> Progress:
    """Shows how much of some work is done, `done` of it before."""
    return Progress(label, total, done)
