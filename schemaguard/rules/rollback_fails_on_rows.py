"""Rolling back fails where rows written since do not fit the old schema.

When: a migration lets more in than before: NULL, or what a unique, foreign key, check or exclusion constraint held off.

Effect: the reverse makes the schema strict again. It fails at the first row that used the new freedom, and the rollback
stops there.

Way out: before a rollback, count the rows that do not fit and decide what becomes of them. Where the old code copes
with the wider schema, roll back the code only.

Source: PostgreSQL manual, ALTER TABLE; MySQL manual, "ALTER TABLE Statement".

Target: postgresql 16

Bad::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, null=True)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, blank=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._uniques import Unique, made_unique, unique_sets_after
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, AlterColumn, CreateIndex, DropConstraint
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")
ON = (AddConstraint, AlterColumn, CreateIndex)


@rule("SG509", on=ON, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse", vendors=VENDORS)
def check(step: Step, statement: AddConstraint | AlterColumn | CreateIndex) -> Iterator[Hit]:
    table = statement.table
    if step.is_new_table(table):
        return
    if isinstance(statement, AlterColumn):
        yield from _null(step, statement)
    elif (made := made_unique(statement)) is not None:
        if not _stays_unique(step, made):
            shown = made.name or ", ".join(made.columns) or "an expression"
            message = f"Rolling back makes {shown} of {table} unique again and fails if rows hold duplicates."
            yield Hit(message, subject=f"{table}.{shown}")
    elif isinstance(statement, AddConstraint) and _is_lost(step, statement):
        kind, columns = statement.constraint.kind.replace("_", " "), ", ".join(statement.constraint.columns)
        shown = statement.constraint.name or columns or "without a name"
        message = f"Rolling back adds the {kind} constraint {shown} of {table} again and fails if a row breaks it."
        yield Hit(message, subject=f"{table}.{shown}")


def _null(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    after = statement.after
    if "null" not in statement.changed or after.null or after.generated or after.identity:
        return
    if step.is_new_column(statement.table, after.name):
        return
    # Django fills NULLs with the field's default, on the way back as well. PostgreSQL and MySQL: see _alter_field.
    if after.default or (after.fill and statement.before is not None and _has_default(step)):
        return
    name = f"{statement.table}.{after.name}"
    yield Hit(f"Rolling back makes {name} NOT NULL again and fails if a row holds NULL.", subject=name)


def _has_default(step: Step) -> bool:
    if step.target.vendor == "sqlite":
        return True
    model = step.before.get((step.file.app, step.model_name().lower()))
    model_field = model.fields.get(step.field_name()) if model else None
    return model_field is not None and model_field.has_default()


def _stays_unique(step: Step, made: Unique) -> bool:
    columns = frozenset(made.columns)
    return bool(columns) and any(known <= columns for known in unique_sets_after(step, made.table))


def _is_lost(step: Step, statement: AddConstraint) -> bool:
    """Whether the constraint is really gone meanwhile, and looks at rows when it comes back."""
    made = statement.constraint
    unsigned = made.kind == "check" and not made.name and not made.text and step.target.vendor == "mysql"
    if not made.validated or unsigned:
        return False
    return not any(
        isinstance(item, DropConstraint)
        and (item.table, item.constraint.kind) == (statement.table, made.kind)
        and (item.constraint.columns, item.constraint.references) == (made.columns, made.references)
        and item.constraint.name == made.name
        for item in step.reverse_statements
    )
