"""A trace on SQLite says that a table was rebuilt where it has another place in the file afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations.operations.base import Operation

from schemaguard.databases.base import Source
from schemaguard.databases.sqlite.stage import SQLiteStage
from tests.databases.django_operations import Stage, connected, given
from tests.databases.test_locks_django import OPERATIONS

pytestmark = pytest.mark.usefixtures("own_connections")

#: A table that is made anew is there beside the old one for a while, so it cannot get its page.
PLACES = "SELECT name, rootpage FROM sqlite_schema WHERE type = ? AND tbl_name NOT LIKE 'sqlite%' AND sql IS NOT NULL"


def places(connection: Any, kind: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        return dict(cursor.execute(PLACES.replace("?", "%s"), [kind]).fetchall())


def wrong(name: str, operation: Operation) -> list[object]:
    """What the trace says otherwise than it is."""
    with connected({"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}) as connection:
        connection.disable_constraint_checking()
        deeds = Stage(connection, given(models.BigAutoField(primary_key=True)))
        tables, indexes = places(connection, "table"), places(connection, "index")
        with SQLiteStage(Source("live", {}, connection), connection).traced() as trace:
            said = deeds.run(operation)
        now = places(connection, "table")
        built = places(connection, "index").keys() - indexes.keys()
    rebuilt = {table for table, place in tables.items() if now.get(table, place) != place}
    # SQLite itself writes the rows anew in their old place: sqlite.org, "ALTER TABLE", section 5.
    rebuilt |= {"books_book" for sql in said if "DROP COLUMN" in sql}
    if rebuilt:
        # The indexes of the new table are not built on an old one.
        right = set(trace.rewrites) == rebuilt and not trace.index_builds
    else:
        # The same section, 4: a CHECK is tested against all rows.
        read = built or {sql for sql in said if "ADD COLUMN" in sql and "CHECK" in sql}
        right = (set(trace.index_builds), bool(trace.scans), trace.rewrites) == (built, bool(read), [])
    return [] if right else [(name, rebuilt, built, trace)]


def test_what_django_does() -> None:
    assert [found for name, operation in OPERATIONS.items() for found in wrong(name, operation)] == []
