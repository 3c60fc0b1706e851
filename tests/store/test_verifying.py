"""Whatever is done to the ledger is found, on every engine, and what was not touched is not accused."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from schemaguard import store
from schemaguard.histories import Verified
from schemaguard.models import Run, RunStep
from schemaguard.runs import Event, NewEntry
from schemaguard.store import chain
from schemaguard.store.ledger import Ledger
from tests.store.attacker import HEAD, RUN, STEP, Attacker, Rows
from tests.store.live import ALIAS, ENGINES, info, ledger, place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("own_connections")
every_engine = pytest.mark.parametrize("place", ENGINES, indirect=True)

NAMES = ("0001_a", "0002_b", "0003_c")


@contextmanager
def written(url: str) -> Iterator[tuple[Ledger, Attacker]]:
    """A ledger with three runs of four entries, and somebody who touches it."""
    with ledger(url) as found:
        recorder = MigrationRecorder(connections[ALIAS])
        recorder.ensure_schema()
        for name in NAMES:
            run = info(arguments=name)
            found.begin(run)
            found.add(run.id, NewEntry(Event.STARTED, "shop", name, position=0, operation=0, statement=0, source="x"))
            recorder.record_applied("shop", name)
            found.add(
                run.id,
                NewEntry(
                    Event.DONE,
                    "shop",
                    name,
                    digest=name,
                    sql="ALTER",
                    reason="r",
                    ticket="T-1",
                    seconds=0.5,
                    lock_seconds=0.25,
                    details={"a": 1},
                ),
            )
            found.end(run.id, "done")
        yield found, Attacker()


def kinds(found: Verified) -> list[str]:
    return [problem.kind for problem in found.problems]


def other(value: Any) -> Any:
    """A value of the same type that is another one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 100
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1)
    if value is None:
        return None
    text = str(value)
    return f"{text[:-1]}{'0' if text[-1] == '1' else '1'}" if text else "1"


@every_engine
def test_every_changed_field_is_found(place: str) -> None:
    with written(place) as (found, attacker):
        assert store.verify(found) == Verified(ALIAS, 12, found.head())
        before = attacker.state()
        nulls = {"origin_number": 7, "origin_ledger": UUID(int=7).hex}
        steps = sorted(before[STEP], key=lambda row: row["number"])
        looked: dict[str, list[str]] = {STEP: [], RUN: [], HEAD: []}
        for table, row in ((STEP, steps[6]), (RUN, before[RUN][0]), (HEAD, before[HEAD][0])):
            for column, value in row.items():
                if column == "_id" or (column == "id" and table == HEAD):
                    continue  # MongoDB's own; and without its key there is no head: see below.
                new = nulls.get(column) if value is None else other(value)
                if column in ("position", "operation", "statement") and value is None:
                    new = 5
                if column == "seal" or new is None:
                    continue
                attacker.put(table, [{**item, column: new} if item is row else item for item in before[table]])
                assert store.verify(found).problems, (table, column, value, new)
                attacker.put(table, before[table])
                looked[table].append(column)
        assert store.verify(found).problems == ()
        assert len(looked[STEP]) == len(RunStep._meta.concrete_fields) - 1, looked[STEP]
        assert len(looked[RUN]) == len(Run._meta.concrete_fields)


def _by_number(rows: Rows) -> dict[int, dict[str, Any]]:
    return {row["number"]: row for row in rows}


def _without(*numbers: int) -> Any:
    return lambda state: {**state, STEP: [row for row in state[STEP] if row["number"] not in numbers]}


def _swapped_entries(state: Mapping[str, Rows]) -> Mapping[str, Rows]:
    places = {6: 7, 7: 6}
    return {**state, STEP: [{**row, "number": places.get(row["number"], row["number"])} for row in state[STEP]]}


def _swapped_runs(state: Mapping[str, Rows]) -> Mapping[str, Rows]:
    """What stands in the rows of two runs, but for their keys."""
    one, two, *rest = sorted(state[RUN], key=lambda row: str(row["arguments"]))
    keys = ("id", "_id")  # The latter is MongoDB's own.
    new = [
        {name: mine[name] if name in keys else value for name, value in theirs.items()}
        for mine, theirs in ((one, two), (two, one))
    ]
    return {**state, RUN: [*new, *rest]}


def _inserted(state: Mapping[str, Rows]) -> Mapping[str, Rows]:
    """At the end, as somebody would who cannot hash."""
    last = _by_number(state[STEP])[12]
    new = {**_new(last), "number": 13, "previous": last["hash"]}
    return {**state, STEP: [*state[STEP], new]}


def _inserted_run(state: Mapping[str, Rows]) -> Mapping[str, Rows]:
    return {**state, RUN: [*state[RUN], _new(state[RUN][0])]}


def _new(row: dict[str, Any]) -> dict[str, Any]:
    """Another row with the same content."""
    return {**{name: value for name, value in row.items() if name != "_id"}, "id": other(row["id"])}


def _without_run(state: Mapping[str, Rows]) -> Mapping[str, Rows]:
    run = _by_number(state[STEP])[5]["run_id"]
    rows = [row for row in state[RUN] if row["id"] != run]
    assert len(rows) == 2
    return {**state, RUN: rows}


def _set_back(state: Mapping[str, Rows]) -> Mapping[str, Rows]:
    """The tail is cut off and the head made to fit: only django_migrations still knows."""
    rows = [row for row in state[STEP] if row["number"] <= 8]
    head = {**state[HEAD][0], "number": 8, "hash": _by_number(rows)[8]["hash"]}
    runs = {row["run_id"] for row in rows}
    return {RUN: [row for row in state[RUN] if row["id"] in runs], STEP: rows, HEAD: [head]}


#: What is done, and what is found at which entry.
TAMPERINGS: Mapping[str, tuple[Any, list[tuple[str, int | None]]]] = {
    "delete in the middle": (_without(6), [("removed", 6)]),
    "delete the first": (_without(1), [("removed", None), ("removed", 1)]),
    "delete several": (_without(6, 7), [("removed", 6), ("unknown", None)]),
    "cut off the tail": (_without(11, 12), [("truncated", 11)]),
    "delete all entries": (_without(*range(1, 13)), [("inserted", None)] * 3 + [("truncated", 1), ("truncated", None)]),
    "empty everything": (lambda state: {RUN: [], STEP: [], HEAD: []}, [("truncated", None)]),
    "reorder": (_swapped_entries, [("reordered", 6)]),
    "swap two runs": (_swapped_runs, [("swapped", 1)]),
    "insert": (_inserted, [("changed", 13), ("head", 12)]),
    "insert a run": (_inserted_run, [("inserted", None)]),
    "delete a run": (_without_run, [("removed", 5)]),
    "cut off and set back": (_set_back, [("unknown", None)]),
    "delete the head": (lambda state: {**state, HEAD: []}, [("head", None)]),
}


@every_engine
def test_tampering_is_found_and_named(place: str) -> None:
    with written(place) as (found, attacker):
        before = attacker.state()
        transactions = connections[ALIAS].features.supports_transactions
        for name, (tamper, expected) in TAMPERINGS.items():
            attacker.restore(tamper(before))
            result = store.verify(found)
            got = sorted((p.kind, p.number or 0) for p in result.problems)
            wanted = sorted((kind, number or 0) for kind, number in expected)
            if not transactions and "inserted" in dict(wanted):
                wanted = [item for item in wanted if item[0] != "inserted"]
                assert any("cannot be told" in note for note in result.notes), name
            if name == "insert" and not transactions:
                assert ("changed", 13) in got
            elif name in ("delete the first", "delete all entries"):
                assert {kind for kind, _ in wanted} <= {kind for kind, _ in got}, (name, result)
            else:
                assert got == wanted, (name, result)
            attacker.restore(before)
        assert store.verify(found).problems == ()


@every_engine
def test_what_was_kept_elsewhere_is_compared(place: str) -> None:
    with written(place) as (found, attacker):
        kept = found.head()
        number, digits = kept.split()
        assert store.verify(found, (int(number), digits)).problems == ()
        assert kinds(store.verify(found, (12, "0" * 16))) == ["truncated"]
        assert kinds(store.verify(found, (13, digits))) == ["truncated"]
        before = attacker.state()
        attacker.restore(_set_back(before))
        assert "truncated" in kinds(store.verify(found, (int(number), digits)))
        # The next writer goes on, and what is missing stays missing.
        attacker.restore({**before, STEP: [row for row in before[STEP] if row["number"] <= 10]})
        found.begin(info())
        assert ("removed", 11) in [(p.kind, p.number) for p in store.verify(found).problems]
        attacker.restore({**before, STEP: [row for row in before[STEP] if row["number"] <= 10], HEAD: []})
        found.begin(info())
        assert ("truncated", 11) in [(p.kind, p.number) for p in store.verify(found).problems]


def rewrite(key: str) -> None:
    """Change a reason, and make every hash after it anew, as somebody would who has read the source."""
    attacker = Attacker()
    rows, previous = [], ""
    runs = {run.pk: run for run in Run.objects.using(ALIAS)}
    raw = _by_number(attacker.rows(STEP))
    for row in RunStep.objects.using(ALIAS).order_by("number"):
        if row.number == 3:
            row.reason = "Nobody did this."
        row.previous = previous or row.previous
        row.hash = previous = chain.hash_of(row, runs[row.run_id])
        seal = chain.seal(row.hash, key)
        rows.append(
            {
                **raw[row.number],
                "reason": row.reason,
                "previous": row.previous,
                "hash": row.hash,
                "seal": seal or raw[row.number]["seal"],
            }
        )
    attacker.put(STEP, rows)
    (head,) = attacker.rows(HEAD)
    attacker.put(HEAD, [{**head, "hash": previous}])


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_without_the_key_nobody_rewrites_the_ledger(place: str) -> None:
    with override_settings(SCHEMAGUARD={"LEDGER_KEY": "a secret"}), written(place) as (found, attacker):
        assert store.verify(found).problems == ()
        before = attacker.state()
        rewrite("")
        seals = [problem.number for problem in store.verify(found).problems if problem.kind == "seal"]
        assert seals == [*range(3, 13), None] or seals == [None, *range(3, 13)]
        attacker.restore({**before, STEP: [{**row, "seal": ""} for row in before[STEP]]})
        (problem,) = store.verify(found).problems
        assert problem.kind == "seal" and "cannot be told" in problem.message
        attacker.restore(before)
        rewrite("another key")
        assert any("sealed with another key" in note for note in store.verify(found).notes)
        attacker.restore(before)
        with override_settings(SCHEMAGUARD={}):
            result = store.verify(found)
            assert result.problems == () and "LEDGER_KEY is not set here" in result.notes[0]
    with override_settings(SCHEMAGUARD={}):
        assert "a secret" not in repr(before)
        assert hashlib.sha256(b"a secret").hexdigest()[:8] not in repr(before)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_clock_that_goes_backwards_is_no_tampering(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger(place) as found:
        found.begin(info())
        monkeypatch.setattr("schemaguard.store.ledger.now", lambda: "2001-01-01T00:00:00.000000Z")
        found.begin(info())
        result = store.verify(found)
        assert result.problems == ()
        assert "clock went backwards before entry 2" in result.notes[0]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_what_no_entry_can_hold_is_said(place: str) -> None:
    with written(place) as (found, attacker):
        rows = attacker.rows(STEP)
        attacker.put(STEP, [{**row, "run_id": "no key"} if row["number"] == 7 else row for row in rows])
        assert "changed" in kinds(store.verify(found))


def test_a_long_ledger_needs_no_memory(tmp_path: Path) -> None:
    """Ten times what one part holds: 24 MB of sources are read and listed in a few."""
    text = "x" * 12_000
    with ledger(f"sqlite:///{tmp_path / 'long'}") as found:
        for number in range(10):
            run = info()
            found.begin(run)
            found.add_all(
                run.id, [NewEntry(Event.STARTED, "shop", f"{number}_{place}", source=text) for place in range(200)]
            )
        tracemalloc.start()
        try:
            result = store.verify(found)
            assert (result.entries, result.problems) == (2010, ())
            assert sum(1 for _ in store.records(found)) == 10
            assert tracemalloc.get_traced_memory()[1] < 12_000_000
        finally:
            tracemalloc.stop()
