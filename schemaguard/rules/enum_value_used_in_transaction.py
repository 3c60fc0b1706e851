"""A new enum value is used in the transaction that adds it.

When: a migration adds a value to an enum type and names the value again before the transaction ends. Several
statements in one text of RunSQL are one transaction, even where the migration has ``atomic = False``.

Effect: the migration fails: "unsafe use of new value … of enum type …". PostgreSQL lets a new value be used only after
COMMIT, unless the same transaction made the type.

Way out: add the value in a migration of its own, and use it in the next one::

    migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", migrations.RunSQL.noop),

Source: PostgreSQL manual, ALTER TYPE, "Notes".

Bad::

    operations = [
        migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", migrations.RunSQL.noop),
        migrations.RunSQL("UPDATE shop_order SET state = 'open' WHERE state IS NULL", ""),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from django.db.migrations import RunPython, RunSQL

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, AddEnumValue, AlterColumn, CreateObject, RunCode, Statement
from schemaguard.steps.step import MigrationSteps, Step


@rule(
    "SG412",
    on=MigrationSteps,
    having=(AddEnumValue,),
    severity=Severity.ERROR,
    axis=Axis.FAILS_ON_ROWS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    previous: Step | None = None
    created: set[str] = set()
    added: dict[str, AddEnumValue] = {}
    for step, statement in migration.statements():
        if not (migration.file.migration.atomic or (step is previous and _is_one_text(step))):
            created, added = set(), {}
        previous = step
        if isinstance(statement, CreateObject) and statement.kind == "type":
            created.add(statement.name)
        elif isinstance(statement, AddEnumValue) and statement.type not in created:
            added[statement.value] = statement
        for value in [value for value in added if statement is not added[value]]:
            certain = _names(step, statement, value)
            if certain is False:
                continue
            kind = added.pop(value).type
            told = (
                f"The new value '{value}' of {kind} {'is' if certain else 'may be'} used before the transaction ends."
            )
            severity = Severity.ERROR if certain else Severity.WARNING
            yield Hit(told, subject=f"{kind}.{value}", at=step, severity=severity)


def _is_one_text(step: Step) -> bool:
    return isinstance(step.operation, RunSQL) and isinstance(step.operation.sql, str)


def _names(step: Step, statement: Statement, value: str) -> bool | None:
    """Whether the statement names the value; None where that cannot be told."""
    if isinstance(statement, RunCode):
        return False if statement.noop else _code_names(step, value)
    quoted = "'" + value.replace("'", "''") + "'"
    if statement.sql:
        return quoted in statement.sql
    return f"'{value}'" in _texts(step, statement)


def _code_names(step: Step, value: str) -> bool | None:
    code = step.operation.code if isinstance(step.operation, RunPython) else None
    try:
        source = inspect.getsource(inspect.unwrap(code)) if code is not None else ""
    except (OSError, TypeError):
        return None
    return any(f"{quote}{value}{quote}" in source for quote in ("'", '"'))


def _texts(step: Step, statement: Statement) -> str:
    """What one of Django's own operations writes into SQL: a default, a check, the condition of an index."""
    if isinstance(statement, AddColumn):
        return statement.column.default_text
    if isinstance(statement, AlterColumn):
        return statement.after.default_text
    given = getattr(step.operation, "constraint", None) or getattr(step.operation, "index", None)
    text = statement.constraint.text if isinstance(statement, AddConstraint) else ""
    return f"{text} {getattr(given, 'condition', '') or ''}"
