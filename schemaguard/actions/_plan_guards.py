"""What an index or a constraint means for old and new code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.actions._plan_seen import Beside, Effect, Seen
from schemaguard.rules._expressions import columns_used, implies, references
from schemaguard.statements import AddConstraint, Constraint, CreateIndex, DropConstraint, DropIndex, Index
from schemaguard.steps.step import Step

GuardStatement = AddConstraint | CreateIndex | DropConstraint | DropIndex

#: They only ever refuse rows. On a unique one the old code may rely with ON CONFLICT.
_ONLY_REFUSE = frozenset({"check", "foreign_key", "exclude", "not_null"})


def guard_effects(step: Step, statement: GuardStatement, beside: Beside) -> Iterator[Seen]:
    """What is done to an index or a constraint of a table that was there before."""
    match statement:
        case CreateIndex(table=table, index=index):
            what, stricter = _index(index), index.unique and not _is_fresh(step, table, index.columns)
            if stricter and not beside.replaces_unique(table, index.columns):
                yield Seen(Effect.TAKES, f"makes {', '.join(index.columns) or what} of {table} unique")
            else:
                yield Seen(Effect.EASES, f"builds the index {what}")
        case DropIndex(table=table, index=index):
            if not beside.builds_again(table, index.columns):
                yield Seen(Effect.TAKES, f"drops the index {_index(index)}")
        case AddConstraint(table=table, constraint=constraint):
            free = _leaves_old_code_alone(step, table, constraint, beside)
            yield Seen(Effect.EASES if free else Effect.TAKES, f"adds {_named(constraint)} to {table}")
        case DropConstraint(table=table, constraint=constraint):
            effect = Effect.EASES if constraint.kind in _ONLY_REFUSE else Effect.TAKES
            yield Seen(effect, f"drops {_named(constraint)} of {table}")


def _leaves_old_code_alone(step: Step, table: str, constraint: Constraint, beside: Beside) -> bool:
    """Whether no row that the old code writes can break a new constraint. NOT VALID ones hold for new rows as well."""
    if not constraint.validated and beside.vendor == "mysql":
        return True  # NOT ENFORCED.
    columns = constraint.columns or tuple(sorted(_columns_of_check(step)))
    if constraint.kind == "check":
        condition = _condition(step)
        if condition is not None and any(implies(was, condition) for was in beside.conditions):
            return True
        asks_for_null = bool(constraint.not_null) or any("__isnull" in name for name in references(condition))
        return _is_fresh(step, table, columns) and not asks_for_null
    if constraint.kind == "unique":
        if constraint.using_index:
            return True  # The index has kept the rows unique already.
        plain = not constraint.condition and not constraint.expressions
        return _is_fresh(step, table, columns) or (plain and beside.replaces_unique(table, columns))
    return constraint.kind != "primary_key" and _is_fresh(step, table, columns)


def _is_fresh(step: Step, table: str, columns: tuple[str, ...]) -> bool:
    """Whether the old code writes none of the columns, so that they stay NULL, or what the database makes of them."""
    return bool(columns) and all(step.is_new_column(table, name) for name in columns)


def _condition(step: Step) -> Any:
    return getattr(getattr(step.operation, "constraint", None), "condition", None)


def _columns_of_check(step: Step) -> set[str]:
    model, condition = next(iter(step.after.overrides.values()), None), _condition(step)
    return columns_used(model, condition) if model is not None and condition is not None else set()


def _index(index: Index) -> str:
    return index.name or f"of {', '.join(index.columns) or 'an expression'}"


def _named(constraint: Constraint) -> str:
    kind = constraint.kind.replace("_", " ")
    text = "the foreign key" if kind == "foreign key" else f"the {kind} constraint".replace("  ", " ")
    return f"{text} {constraint.name or ', '.join(constraint.columns)}".rstrip()
