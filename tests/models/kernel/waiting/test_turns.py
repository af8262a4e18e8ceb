"""Writers take turns in the order of arrival, for no longer than told; tired ones leave nothing behind."""

from __future__ import annotations

import fcntl
import threading
import time

import pytest

from models.kernel.waiting import turns
from models.kernel.waiting.outages import Busy


@pytest.fixture
def path(tmp_path):
    return tmp_path / "writers.turn"


def soon():
    return time.monotonic() + 0.05


def later():
    return time.monotonic() + 60


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "writers-turn"]


def test_a_turn_is_had_at_once_where_nobody_has_it(path):
    with turns.turn(path, soon()):
        pass
    assert not threads()


def test_who_waits_in_vain_is_told_and_many_of_them_leave_one_place(path):
    with open(path, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for _ in range(20):
            with pytest.raises(Busy), turns.turn(path, soon()):
                pass
        assert len(threads()) == 1
    for thread in threads():
        thread.join(60)
    with turns.turn(path, later()):  # the place that was left kept nothing
        pass
    assert not turns._left[path]


def test_a_place_that_was_left_serves_the_next_one(path):
    with open(path, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy), turns.turn(path, soon()):
            pass
        threading.Timer(0.2, held.close).start()
        with turns.turn(path, later()):
            assert len(threads()) <= 1
    for thread in threads():
        thread.join(60)


def test_nobody_has_a_turn_beside_another(path):
    inside, highest, guard = 0, 0, threading.Lock()

    def write():
        nonlocal inside, highest
        for _ in range(30):
            with turns.turn(path, later()):
                with guard:
                    inside += 1
                    highest = max(highest, inside)
                with guard:
                    inside -= 1

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert highest == 1
