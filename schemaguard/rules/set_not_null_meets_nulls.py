"""NOT NULL cannot be set while rows hold NULL.

When: a column that may be NULL becomes NOT NULL, and the migration has no default that would replace the NULLs.
Only a notice where the app's migration before it has changed rows of the table.

Effect: the migration fails where a single row holds NULL: "column … contains null values". Without strict mode
MySQL stores an empty value or 0 there instead, without asking.

Way out: fill the column first, and count what is left. Or give the AlterField a default:
Django then writes it into the rows that hold NULL::

    migrations.AlterField("order", "note", models.TextField(default="")),

Source: PostgreSQL manual, ALTER TABLE, SET NOT NULL; Django documentation, "AlterField"; MySQL manual, "Invalid use of
NULL value".

Target: postgresql 16

Bad::

    operations = [
        migrations.AlterField("order", "note", models.TextField()),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "note", models.TextField(default="")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import AlterField
from django.db.models import CheckConstraint, Q

from schemaguard.rules._columns import column_before, columns_of_code, table_of_code
from schemaguard.rules._prepared import prepared_by, with_regard_to
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, AlterColumn, Delete, RunCode, Statement, Truncate, Update
from schemaguard.steps.step import MigrationSteps, Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule(
    "SG402",
    on=MigrationSteps,
    having=(AlterColumn,),
    severity=Severity.WARNING,
    axis=Axis.FAILS_ON_ROWS,
    vendors=VENDORS,
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    written: set[tuple[str, str]] = set()
    for step, statement in migration.statements():
        written.update(_writes(step, statement))
        if not isinstance(statement, AlterColumn) or not _sets_not_null(step, statement):
            continue
        table, name = statement.table, statement.after.name
        if {(table, name), (table, "")} & written or _is_filled(step, statement) or _makes_key(step, statement):
            continue
        message = f"{table}.{name} becomes NOT NULL, which fails if a row holds NULL."
        yield with_regard_to(
            prepared_by(migration, step, table, [name]), Hit(message, subject=f"{table}.{name}", at=step)
        )


def _writes(step: Step, statement: Statement) -> Iterator[tuple[str, str]]:
    """The columns that a statement fills; "" stands for all of a table."""
    if isinstance(statement, Update):
        yield from ((statement.table, column) for column in statement.columns)
    elif isinstance(statement, Truncate) or (isinstance(statement, Delete) and not statement.where):
        yield statement.table, ""
    elif isinstance(statement, RunCode):
        kinds = {"updates-all", "updates-rows", "bulk-updates", "saves-in-loop", "deletes-all"}
        for fact in statement.facts:
            if fact.kind in kinds:
                columns = columns_of_code(step, fact)
                yield from ((table_of_code(step, fact.name), name) for name in ([""] if columns is None else columns))


def _sets_not_null(step: Step, statement: AlterColumn) -> bool:
    after = statement.after
    if "null" not in statement.changed or after.null or after.generated or after.identity:
        return False
    before = column_before(step, statement)
    return not step.is_new_table(statement.table) and (before is None or before.null)


def _is_filled(step: Step, statement: AlterColumn) -> bool:
    """Whether Django replaces the NULLs, or a CHECK has already proved that there are none.

    BaseDatabaseSchemaEditor._alter_field updates rows only for a ``default`` or a ``db_default``; SQLite, which makes
    the table anew, also for the value that an empty field gets.
    """
    operation = step.operation
    if not isinstance(operation, AlterField):
        return False
    given = operation.field.has_default() or step.target.vendor == "sqlite"
    if statement.after.default or (given and statement.after.fill):
        return True
    model = step.before.get((step.file.app, operation.model_name_lower))
    constraints = (model.options.get("constraints") or ()) if model else ()
    wanted = Q(**{f"{operation.name}__isnull": False})
    return any(isinstance(item, CheckConstraint) and item.condition == wanted for item in constraints)


def _makes_key(step: Step, statement: AlterColumn) -> bool:
    """Whether the column becomes the primary key: primary-key-over-nullable judges that."""
    return any(
        isinstance(item, AddConstraint)
        and item.constraint.kind == "primary_key"
        and statement.after.name in item.constraint.columns
        for item in step.statements
    )
