"""Whether a migration sets a limit before it locks tables: shared by two rules."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.base import Lock
from schemaguard.databases.registry import database
from schemaguard.rules._tables import table_of
from schemaguard.statements import SetParameter
from schemaguard.steps.step import MigrationSteps, Step


def locks_without(migration: MigrationSteps, setting: str) -> Iterator[tuple[Step, str, Lock]]:
    """The locks that others wait for, with their tables, until the migration sets a limit by ``setting``."""
    for step, statement in migration.statements():
        if isinstance(statement, SetParameter) and statement.name == setting:
            # 0 means that there is no limit.
            if statement.value.strip("'") not in ("0", "DEFAULT", "default"):
                return
            continue
        table = table_of(statement)
        if table is None or step.is_new_table(table):
            continue
        taken = database("postgresql").lock(statement, step.target)
        if taken is not None and (taken.blocks_reads or taken.blocks_writes):
            yield step, table, taken
