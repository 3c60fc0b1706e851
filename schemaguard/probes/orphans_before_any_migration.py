"""Rows already point to rows that are not there, though a foreign key says that this cannot be.

On SQLite Django looks at all foreign keys of the database at the end of every migration, whatever that does, and fails
where one is broken: DatabaseSchemaEditor.__exit__ of django.db.backends.sqlite3.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Orphans
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._live import Live
from schemaguard.probes.base import Asking, agree, number, probe
from schemaguard.schema.objects import ForeignKey, Table


@probe(vendors=("sqlite",))
def ask(asking: Asking) -> Iterator[Probed]:
    """Every foreign key that there is."""
    if not asking.pending:
        return
    today = Live(asking.prober.snapshot)
    began, found = time.perf_counter(), 0
    for table in asking.prober.snapshot.all("table"):
        for key in table.foreign_keys:
            probed = _ask(asking, today, table, key)
            if probed is not None:
                found += 1
                yield probed
    if not found:
        text = "Every row that a foreign key is about points to a row that is there."
        yield asking.probed(Answer.CLEAN, text, seconds=time.perf_counter() - began)


def _ask(asking: Asking, today: Live, table: Table, key: ForeignKey) -> Probed | None:
    began = time.perf_counter()
    view, parent = today.view(table.name), today.place(key.target)
    name = f"{table.name}.{', '.join(key.columns)}"
    if view is None:
        return None
    try:
        if parent is None:
            raise CannotTell(f"{key.target} is not there")
        question = Orphans(view, key.columns, parent.view, key.target_columns or parent.view.key)
        counted = asking.prober.count(question)
    except CannotTell as error:
        text = f"Cannot tell whether rows of {table.name} point to rows of {key.target} that are not there: {error}."
        return asking.probed(Answer.UNKNOWN, text, object=name, seconds=time.perf_counter() - began)
    if not counted.count:
        return None
    points = agree(counted.count, "points", "point")
    who = asking.live.wrote(table.name, removing=True) or asking.live.wrote(key.target, removing=True)
    lost = f"{number(counted.count)} of {table.name} {points} to no row of {key.target}"
    text = f"{lost}, so every migration fails at its end."
    return asking.probed(
        Answer.UNKNOWN if who else Answer.FAILED,
        f"{text} But {who} may change that before." if who else text,
        object=name,
        count=counted.count,
        examples=counted.examples,
        query=counted.query,
        sampled=counted.looked_at is not None,
        seconds=time.perf_counter() - began,
        remedy="Remove these rows, or point them to rows that exist. PRAGMA foreign_key_check lists them as well.",
    )
