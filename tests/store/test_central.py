"""Every entry has a copy in the central ledger, and a ledger that differs from its copy is found."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings

from schemaguard import store
from schemaguard.models import RunStep
from schemaguard.runs import Event, NewEntry
from schemaguard.store import central
from schemaguard.store.ledger import Ledger
from tests.store.attacker import HEAD, RUN, STEP, Attacker
from tests.store.live import ALIAS, ENGINES, connected, info, ledger, place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("own_connections")

CENTRAL = {"ENVIRONMENT": "staging", "CENTRAL_LEDGER": "central"}


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    central._failed.clear()
    yield
    central._failed.clear()


def a_run(found: Ledger) -> None:
    run = info()
    found.begin(run)
    found.add(run.id, NewEntry(Event.DONE, "shop", "0001_a", source="x", seconds=0.1))
    found.end(run.id, "done")


def copies() -> list[tuple[int, str]]:
    """Number and hash of what was copied, in the order of the copies."""
    rows = RunStep.objects.using("central").exclude(origin="").order_by("number")
    return [(row.origin_number or 0, row.origin) for row in rows]


def originals() -> list[tuple[int, str]]:
    rows = RunStep.objects.using(ALIAS).order_by("number")
    return [(row.number, row.hash) for row in rows]


@pytest.mark.parametrize("place", ENGINES, indirect=True)
def test_every_entry_is_copied_and_compared(place: str, tmp_path: Path) -> None:
    """From any engine to any other: here to SQLite."""
    with (
        override_settings(SCHEMAGUARD=CENTRAL),
        ledger(f"sqlite:///{tmp_path / 'central'}", "central") as other,
        ledger(place) as found,
    ):
        a_run(found)
        assert copies() == originals() != []
        own = info("apply", database="central")
        other.begin(own)
        a_run(found)
        assert copies() == originals()
        assert [run.id for run in other.open_runs()] == [own.id], "Copies are not its own runs."
        assert other.applied() == {} and found.applied() == {("shop", "0001_a"): ""}
        assert store.verify(other).problems == ()
        assert [p.kind for p in store.verify(found).problems] == ["unknown"], "django_migrations has no such row."


def test_the_ledger_differs_from_its_copy(tmp_path: Path) -> None:
    with (
        override_settings(SCHEMAGUARD=CENTRAL),
        ledger(f"sqlite:///{tmp_path / 'central'}", "central"),
        ledger(f"sqlite:///{tmp_path / 'own'}") as found,
    ):
        a_run(found)
        a_run(found)
        attacker = Attacker()
        before = attacker.state()

        def told() -> list[tuple[str, int | None]]:
            return [(p.kind, p.number) for p in store.verify(found).problems if p.kind != "unknown"]

        # The tail and its mark, without a trace in the ledger itself.
        rows = sorted(before[STEP], key=lambda row: row["number"])
        head = {**before[HEAD][0], "number": 3, "hash": rows[2]["hash"]}
        runs = {row["run_id"] for row in rows[:3]}
        attacker.restore({RUN: [row for row in before[RUN] if row["id"] in runs], STEP: rows[:3], HEAD: [head]})
        assert told() == [("central", 4), ("central", 5), ("central", 6)]
        a_run(found)
        assert told() == [("central", 4), ("central", 5), ("central", 6)]
        (said,) = store.mirror(ALIAS)
        assert "has another entry 6 of 'default'" in said
        # All of it, and begun anew.
        attacker.restore({RUN: [], STEP: [], HEAD: []})
        a_run(found)
        assert told() == [("central", None)]
        attacker.restore(before)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("UPDATE schemaguard_runstep SET hash = 'x' || substr(hash, 2) WHERE number = 2")
        assert ("central", 2) in told()


def test_what_could_not_be_copied_is_copied_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = tmp_path / "central"
    with override_settings(SCHEMAGUARD=CENTRAL), ledger(f"sqlite:///{tmp_path / 'own'}") as found:
        with caplog.at_level(logging.WARNING, "schemaguard"):
            a_run(found)
        assert ["there is no such database" in record.message for record in caplog.records] == [True], "Said once."
        with ledger(f"sqlite:///{place}", "central"):
            place.chmod(0o400)
            Ledger.forget("central")
            assert "not copied" not in str(store.observe(ALIAS))
            place.chmod(0o600)
            assert store.mirror(ALIAS) == ()
            assert copies() == originals()
            a_run(found)
            assert copies() == originals()
        assert "not compared with the central ledger" in store.verify(found).notes[0]


def test_a_central_ledger_without_tables_is_said(tmp_path: Path) -> None:
    with (
        override_settings(SCHEMAGUARD=CENTRAL),
        ledger(f"sqlite:///{tmp_path / 'own'}") as found,
        connected(f"sqlite:///{tmp_path / 'none'}", "central"),
    ):
        a_run(found)
        (said,) = store.mirror(ALIAS)
        assert "has no tables yet" in said
