"""Runs the benchmarks one after the other; each prints a table with its floor."""

from __future__ import annotations

from bench import exports, lists, matching, matching_speed, secrecy, trail


def main() -> None:
    """All of them."""
    trail.run()
    lists.run()
    exports.run()
    matching_speed.run()
    matching.run()
    secrecy.run()


main()
