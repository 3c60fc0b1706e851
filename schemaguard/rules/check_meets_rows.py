"""A CHECK fails where existing rows break it.

When: a check is added to a table with rows and validated at once: CheckConstraint, a Positive… field made of a plain
one, SQL without NOT VALID. Only a notice where this migration, or the app's one before it, has changed rows of the
table.

Effect: the migration fails at the first row that breaks the check: "check constraint … is violated by some row".

Way out: count the rows that break it, mend them in an earlier migration, then add the check. On PostgreSQL add it
without looking at old rows first, and validate it in a later migration::

    AddConstraintNotValid("order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")),

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint, NOT VALID; MySQL manual, "CHECK Constraints".

Target: postgresql 16

Bad::

    operations = [
        migrations.AddConstraint(  # finding
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive"),
        ),
    ]

Good::

    operations = [
        AddConstraintNotValid(
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive"),
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.databases.registry import database
from schemaguard.rules._columns import Name, fates
from schemaguard.rules._expressions import columns_used, implies
from schemaguard.rules._prepared import prepared_by, with_regard_to
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, AlterDomain
from schemaguard.steps.models import ModelView
from schemaguard.steps.step import MigrationSteps, Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule(
    "SG404",
    on=MigrationSteps,
    having=(AddConstraint, AlterDomain),
    severity=Severity.WARNING,
    axis=Axis.FAILS_ON_ROWS,
    vendors=VENDORS,
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    added = {name for name, fate in fates(migration).items() if fate.new}
    promised: dict[tuple[str, str], Any] = {}
    for step, statement in migration.statements():
        promised |= _promises(step)
        if isinstance(statement, AlterDomain) and statement.what == "add_constraint" and statement.validated:
            message = f"The check of the domain {statement.domain} fails if a row of any table breaks it."
            yield Hit(message, subject=statement.domain, at=step)
        if not isinstance(statement, AddConstraint) or not _reads_rows(step, statement):
            continue
        name = statement.constraint.name or ", ".join(statement.constraint.columns)
        if _is_kept(step, promised, statement) or _is_fresh(step, added, statement):
            continue
        message = f"The check {name} on {statement.table} fails if a row breaks it."
        hit = Hit(message, subject=f"{statement.table}.{name}", at=step)
        yield with_regard_to(prepared_by(migration, step, statement.table, _columns(step, statement)), hit)


def _reads_rows(step: Step, statement: AddConstraint) -> bool:
    constraint = statement.constraint
    if constraint.kind != "check" or not constraint.validated or step.is_new_table(statement.table):
        return False
    # MySQL has UNSIGNED types where other databases have a check for Positive… fields: cast-fails judges them.
    return bool(constraint.name or constraint.text) or step.target.vendor != "mysql"


def _promises(step: Step) -> dict[tuple[str, str], Any]:
    """The checks of the models that the step touches, as they are before it."""
    limit = database(step.target.vendor).max_name_length
    models = [model for model in step.before.overrides.values() if model is not None and model.has_table()]
    return {
        (model.table(limit), item.name): item for model in models for item in model.options.get("constraints") or ()
    }


def _is_kept(step: Step, promised: dict[tuple[str, str], Any], statement: AddConstraint) -> bool:
    """Whether a check of the same name, dropped by this migration, held at least as much."""
    was, now = promised.get((statement.table, statement.constraint.name)), getattr(step.operation, "constraint", None)
    return was is not None and now is not None and implies(_condition(was), _condition(now))


def _is_fresh(step: Step, added: set[Name], statement: AddConstraint) -> bool:
    """Whether all columns of the check are new: the values are this release's own."""
    table, columns = statement.table, _columns(step, statement)
    return bool(columns) and all((table, name) in added or step.is_new_column(table, name) for name in columns)


def _columns(step: Step, statement: AddConstraint) -> set[str]:
    """The columns that the check reads, as far as they are known."""
    columns, model = set(statement.constraint.columns), _model(step)
    if not columns and model is not None:
        columns = columns_used(model, _condition(getattr(step.operation, "constraint", None)))
    return columns


def _model(step: Step) -> ModelView | None:
    return next(iter(step.after.overrides.values()), None)


def _condition(constraint: Any) -> Any:
    return getattr(constraint, "condition", None)
