"""A unique constraint or index fails where rows hold duplicates.

When: existing columns become unique: ``unique=True``, UniqueConstraint, ``unique_together``, a unique index, a
primary key. Only a notice where this migration, or the app's one before it, has changed rows of the table.

Effect: the migration fails at the first duplicate: "could not create unique index" on PostgreSQL, "Duplicate entry"
on MySQL, "UNIQUE constraint failed" on SQLite, E11000 on MongoDB. CREATE INDEX CONCURRENTLY leaves an invalid index
behind that slows writes down until it is dropped.

Way out: count the duplicates, decide which row wins, and remove them in an earlier migration::

    Order.objects.values("number").annotate(rows=Count("pk")).filter(rows__gt=1)

Source: PostgreSQL manual, CREATE INDEX, UNIQUE; MySQL manual, CREATE INDEX, "Unique Indexes".

Bad::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, unique=True)),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "invoice", models.CharField(max_length=20, null=True, unique=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import AddConstraint

from schemaguard.rules._columns import find_field
from schemaguard.rules._prepared import prepared_by, with_regard_to
from schemaguard.rules._uniques import dropped_unique, made_unique, meaning_of, taken_away, unique_sets
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG403", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.FAILS_ON_ROWS)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    known: dict[str, list[frozenset[str]]] = {}
    removed: list[object] = []
    for step, statement in migration.statements():
        if dropped := dropped_unique(statement):
            known.setdefault(dropped[0], []).append(dropped[1])
        removed += taken_away(step)
        made = made_unique(statement)
        if made is None or step.is_new_table(made.table):
            continue
        already = [*known.get(made.table, ()), *unique_sets(step, made.table)]
        columns = frozenset(made.columns)
        if columns and (any(known_set <= columns for known_set in already) or _is_fresh(step, made.table, columns)):
            continue
        if isinstance(step.operation, AddConstraint) and meaning_of(step, step.operation.constraint) in removed:
            continue
        shown = made.name or ", ".join(made.columns) or "an expression"
        message = f"Making {shown} unique on {made.table} fails if rows hold duplicates."
        hit = Hit(message, subject=f"{made.table}.{shown}", at=step)
        yield with_regard_to(prepared_by(migration, step, made.table, columns), hit)


def _is_fresh(step: Step, table: str, columns: frozenset[str]) -> bool:
    """Whether this release itself wrote the values, or a new column still holds NULL, which equals nothing."""
    new = [name for name in sorted(columns) if step.is_new_column(table, name)]
    return len(new) == len(columns) or any(_is_empty(step, table, name) for name in new)


def _is_empty(step: Step, table: str, column: str) -> bool:
    found = find_field(step, table, column)
    return found is not None and found[2].null and not found[2].has_default() and not found[2].has_db_default()
