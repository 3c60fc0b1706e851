"""Triggers refuse changes of the ledger, and no reader of schemas sees them."""

from __future__ import annotations

import pytest
from django.db import connections
from django.db.utils import Error

from schemaguard import store
from schemaguard.databases.base import Portion, Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.runs import Event, NewEntry
from tests.store.live import ALIAS, ENGINES, entry, info, ledger, place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("own_connections")

CHANGES = (
    "UPDATE schemaguard_runstep SET reason = 'another'",
    "DELETE FROM schemaguard_runstep",
    "UPDATE schemaguard_run SET command = 'another'",
    "DELETE FROM schemaguard_run",
)


def execute(sql: str) -> None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("place", [item for item in ENGINES if item != "django_mongodb"], indirect=True)
def test_changes_are_refused_and_additions_are_not(place: str) -> None:
    with ledger(place) as found:
        run = info()
        found.begin(run)
        kind = database(connections[ALIAS].vendor)
        source = Source("live", entry(place))
        before = kind.introspect(source, Wanted())
        assert store.protect(ALIAS) == () == store.protect(ALIAS)
        changes: tuple[str, ...] = CHANGES
        if kind.vendor == "postgresql":
            changes = (*CHANGES, "TRUNCATE schemaguard_runstep", "TRUNCATE schemaguard_run CASCADE")
        for change in changes:
            with pytest.raises(Error, match="append-only"):
                execute(change)
        found.add(run.id, NewEntry(Event.DONE))
        assert found.head().startswith("2 ")
        assert kind.introspect(source, Wanted()) == before, "They are no part of the schema."
        with kind.scratch(source) as scratch:
            copied = Source("copy", scratch)
            assert kind.copy(source, copied, Portion()) == ()
            assert kind.introspect(copied, Wanted()) == before
            assert kind.append_only(connections[ALIAS], ("schemaguard_run", "schemaguard_runstep")) == ()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_trigger_that_is_gone_comes_back(place: str) -> None:
    with ledger(place) as found:
        found.begin(info())
        statements = database("sqlite").append_only(connections[ALIAS], ("schemaguard_run",))
        assert len(statements) == 2
        execute(statements[0])
        assert len(database("sqlite").append_only(connections[ALIAS], ("schemaguard_run",))) == 1


@pytest.mark.parametrize("place", ["django_mongodb"], indirect=True)
def test_mongodb_has_no_triggers(place: str) -> None:
    with ledger(place):
        assert store.protect(ALIAS) == ()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_missing_right_is_said(place: str) -> None:
    with ledger(place):
        execute("CREATE ROLE schemaguard_reader")
        try:
            execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO schemaguard_reader")
            execute("SET ROLE schemaguard_reader")
            (said,) = store.protect(ALIAS)
            assert "is not protected by triggers" in said and "LEDGER_TRIGGERS" in said
            assert said.count("\n") == 0
        finally:
            execute("RESET ROLE")
            execute("DROP OWNED BY schemaguard_reader")
            execute("DROP ROLE schemaguard_reader")
