"""How far a migration got, from the entries of the ledger alone, whichever way it went and however often."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemaguard.actions._run_half import Half, half_of
from schemaguard.runs import Entry, Event, NewEntry, RunInfo

OPERATIONS = 3


def entry(word: str) -> Entry:
    """ "start", "op 1", "statement 1 0" and "done", forward; with "-" before it, backwards."""
    backwards = word.startswith("-")
    name, *numbers = word.removeprefix("-").split()
    event = {"start": Event.STARTED, "done": Event.DONE, "failed": Event.FAILED}.get(name, Event.OPERATION)
    operation, statement, *_ = [*map(int, numbers), None, None]
    new = NewEntry(event, backwards=backwards, operation=operation, statement=statement)
    now = datetime.now(UTC)
    return Entry(1, RunInfo("a" * 32, "local", "default", "apply", now), now, "", new)


def half(*words: str) -> Half | None:
    """What these entries say."""
    return half_of(map(entry, words), OPERATIONS)


@pytest.mark.parametrize(
    ("words", "reached", "doubtful", "forward", "back"),
    [
        (["start"], 0, 0, 0, 0),
        (["start", "op 0", "failed"], 1, 1, 1, 1),
        # All has run, and only the record of it is missing.
        (["start", "op 0", "op 1", "op 2"], 3, None, 3, 2),
        (["-start"], 3, 2, 2, 2),
        (["-start", "-op 2"], 2, 1, 1, 1),
        # All is taken back, and only the record of it is missing.
        (["-start", "-op 2", "-op 1", "-op 0"], 0, None, 0, -1),
        # Turned, and stopped before anything: the same operation is in doubt.
        (["start", "op 0", "-start"], 1, 1, 1, 1),
        (["start", "op 0", "-start", "-op 1"], 1, 0, 0, 0),
        (["start", "op 0", "-start", "-op 1", "start"], 1, 0, 0, 0),
        (["start", "op 0", "-start", "-op 1", "-op 0", "start"], 0, 0, 0, 0),
        (["start", "op 0", "op 1", "op 2", "-start"], 3, 2, 2, 2),
    ],
)
def test_operations(words: list[str], reached: int, doubtful: int | None, forward: int, back: int) -> None:
    found = half(*words)
    assert found is not None
    assert (found.reached, found.doubtful) == (reached, doubtful)
    assert (found.first(backwards=False), found.first(backwards=True)) == (forward, back)


def test_what_is_over_is_no_half() -> None:
    assert half("start", "op 0", "op 1", "op 2", "done") is None
    assert half("start", "op 0", "-start", "-op 1", "-op 0", "-done") is None


@pytest.mark.parametrize(
    ("words", "forward", "back"),
    [
        (["start"], [], []),
        (["start", "op 0", "op 1"], [0, 1], []),
        (["start", "op 0", "op 1", "op 2"], [0, 1, 2], []),
        (["-start", "-op 2", "-op 1"], [], [2, 1]),
        # Turned: what was there before it began does not count, whatever its names are.
        (["-start", "-op 2", "-op 1", "start"], [], [2, 1]),
        (["-start", "-op 2", "start", "op 1"], [1], []),
        (["start", "op 0", "-start", "-op 1"], [], [1]),
        (["start", "op 0", "-start", "-op 1", "start", "op 0"], [0], []),
    ],
)
def test_what_has_run_before(words: list[str], forward: list[int], back: list[int]) -> None:
    found = half(*words)
    assert found is not None
    assert (list(found.ran(backwards=False)), list(found.ran(backwards=True))) == (forward, back)


def test_operations_that_run_as_a_whole_have_run_exactly_where_their_entries_are() -> None:
    forward, back = half("start", "op 0"), half("-start", "-op 2")
    assert forward is not None and back is not None
    assert forward.as_wanted(1, backwards=True) and not forward.as_wanted(1, backwards=False)
    assert back.as_wanted(1, backwards=False) and not back.as_wanted(1, backwards=True)
    turned = half("start", "op 0", "-start")
    assert turned is not None and not turned.as_wanted(1, backwards=False)


def test_statements_are_counted_each_way() -> None:
    found = half("start", "op 0", "statement 1 0", "statement 1 1", "start")
    assert found is not None and not found.tangled
    assert found.statements_done(1, backwards=False) == 2
    assert found.statements_done(1, backwards=True) == found.statements_done(2, backwards=False) == 0
    # Nothing of the way back is done: what is done forward still counts, but may be undone in part.
    turned = half("start", "op 0", "statement 1 0", "statement 1 1", "-start", "failed", "start")
    assert turned is not None and turned.tangled and turned.statements_done(1, backwards=False) == 2
    both = half("start", "op 0", "statement 1 0", "statement 1 1", "-start", "-statement 1 0", "start")
    assert both is not None and both.tangled and both.statements_done(1, backwards=False) == 0
    over = half("start", "op 0", "statement 1 0", "-start", "-op 1")
    assert over is not None and not over.tangled and over.statements_done(0, backwards=True) == 0
