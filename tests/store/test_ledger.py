"""Entries read back as they were written, on every engine, and concurrent writers keep one chain."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from schemaguard import store
from schemaguard.exceptions import SchemaguardError
from schemaguard.models import AppendOnly, LedgerHead, Run, RunStep
from schemaguard.runs import Event, NewEntry
from schemaguard.store import chain
from tests.store.live import ALIAS, ENGINES, connected, info, ledger, place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("own_connections")
every_engine = pytest.mark.parametrize("place", ENGINES, indirect=True)

#: Everything that an engine might give back changed.
ODD = NewEntry(
    Event.DONE,
    app="shop",
    migration="0007_größe",
    backwards=True,
    position=0,
    operation=2,
    statement=0,
    digest="d" * 64,
    source="  text with 折扣, 😀, \\ 'quotes' and a tail \n\n",
    sql="ALTER TABLE x;\n",
    reason="Größe – 折扣.  ",
    ticket="T" * 300,
    seconds=0.1 + 0.2,
    lock_seconds=0.0,
    outcome="done",
    error="first\nsecond",
    details={"b": [1, 2.5, None], "a": {"ü": True}, "when": datetime(2026, 1, 1, tzinfo=UTC)},
)


def unbroken() -> int:
    """How many entries there are, all of which have to hang together."""
    previous, number = "", 0
    runs = {run.pk: run for run in Run.objects.using(ALIAS)}
    for row in RunStep.objects.using(ALIAS).order_by("number"):
        number += 1
        assert row.number == number
        assert not previous or row.previous == previous
        assert row.hash == chain.hash_of(row, runs[row.run_id]), row
        previous = row.hash
    head = LedgerHead.objects.using(ALIAS).get()
    assert (head.number, head.hash) == (number, previous)
    return number


@every_engine
def test_entries_read_back_as_they_were(place: str) -> None:
    with ledger(place) as found:
        run = info(
            begun_at=datetime(2026, 3, 29, 2, 30, 0, 123457, tzinfo=UTC), versions={"Django": "5.2"}, plan="p" * 64
        )
        begun = found.begin(run, {"pooled": True})
        odd = found.add(run.id, ODD)
        found.add(run.id, NewEntry(Event.STARTED, source="\x00\ud800"))
        assert begun.number == 1 and begun.run == run
        assert found.head() == found.head() != f"{odd.number} {odd.hash[:16]}"
        assert unbroken() == 3
        first, second, third = found.entries()
        assert first == begun and first.run == run and first.what.details == {"pid": os.getpid(), "pooled": True}
        assert second == odd
        what = second.what
        assert (what.source, what.reason) == (ODD.source, ODD.reason)
        assert (what.ticket, what.error, what.seconds) == ("T" * 255, "first second", 0.3)
        assert (what.position, what.statement, what.backwards) == (0, 0, True)
        assert what.details == {"a": {"ü": True}, "b": [1, 2.5, None], "when": "2026-01-01 00:00:00+00:00"}
        assert abs(second.at - datetime.now(UTC)) < timedelta(minutes=1)
        assert (third.what.source, third.what.seconds, third.what.details) == ("\\x00\\ud800", None, {})


@every_engine
def test_what_was_asked_for_is_found(place: str) -> None:
    with ledger(place) as found:
        first, second = info(), info("rollback")
        found.begin(first)
        for name in ("0001_a", "0002_b"):
            found.add(first.id, NewEntry(Event.STARTED, "shop", name))
            found.add(first.id, NewEntry(Event.DONE, "shop", name, digest=name))
        found.end(first.id, "done")
        found.begin(second)
        found.add_all(
            second.id, [NewEntry(Event.DONE, "shop", "0002_b", backwards=True), NewEntry(Event.FAKED, "auth", "0001_c")]
        )
        assert [run.id for run in found.open_runs()] == [second.id]
        assert found.applied() == {("shop", "0001_a"): "0001_a", ("auth", "0001_c"): ""}
        assert store.digests([ALIAS]) == {("shop", "0001_a"): ("0001_a", ALIAS)}
        assert [entry.what.event for entry in found.last_entries(second.id)] == [Event.BEGUN, Event.DONE, Event.FAKED]
        assert [entry.node for entry in found.entries(events=[Event.DONE], app="shop", migration="0002_b")] == [
            ("shop", "0002_b")
        ] * 2
        assert list(found.entries(since=datetime.now(UTC) + timedelta(hours=1))) == []
        assert len(list(found.entries(until=datetime.now(UTC), texts=False))) == 9
        assert found.run(first.id) == first and found.run("0" * 32) is None


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_an_entry_goes_with_its_transaction(place: str) -> None:
    """DONE is there exactly when the migration is."""
    with ledger(place) as found:
        run = info()
        found.begin(run)
        with transaction.atomic(using=ALIAS):
            found.add(run.id, NewEntry(Event.DONE))
            transaction.set_rollback(True, using=ALIAS)
        assert unbroken() == 1
        with transaction.atomic(using=ALIAS):
            found.add(run.id, NewEntry(Event.DONE))
        assert unbroken() == 2


@every_engine
def test_writers_at_the_same_time_keep_one_chain(place: str) -> None:
    writers, each = 8, 25
    errors: list[BaseException] = []
    with ledger(place):

        def write() -> None:
            try:
                with connected(place):
                    found = store.Ledger.of(ALIAS)
                    assert found is not None
                    run = info()
                    found.begin(run)
                    for number in range(each - 2):
                        found.add(run.id, NewEntry(Event.OPERATION, operation=number))
                    found.end(run.id, "done")
            except BaseException as error:
                errors.append(error)
                raise

        threads = [threading.Thread(target=write) for _ in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert unbroken() == writers * each


def test_without_its_tables_there_is_no_ledger(tmp_path: Path) -> None:
    place = tmp_path / "none.sqlite3"
    with connected(f"sqlite:///{place}") as connection:
        assert store.Ledger.of(ALIAS) is None
        assert not place.exists(), "Looking for it makes no database."
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE shop (id int)")
        assert store.Ledger.of(ALIAS) is None


@pytest.mark.parametrize("place", ["sqlite", "django_mongodb"], indirect=True)
def test_models_refuse_changes(place: str) -> None:
    with ledger(place) as found:
        found.begin(info())
        row = RunStep.objects.using(ALIAS).get()
        row.reason = "Another one."
        rows = RunStep.objects.using(ALIAS)
        refused = (
            row.save,
            row.delete,
            row.run.delete,
            rows.delete,
            lambda: rows.update(reason="x"),
            lambda: rows.bulk_update([row], ["reason"]),
            lambda: rows.update_or_create(pk=row.pk, defaults={"reason": "x"}),
            lambda: row.run.steps.all().delete(),
            lambda: rows._raw_delete(ALIAS),
        )
        for change in refused:
            with pytest.raises(AppendOnly, match="append-only"):
                change()
        assert issubclass(AppendOnly, SchemaguardError)
        assert unbroken() == 1
