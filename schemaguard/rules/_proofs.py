"""Which columns a valid CHECK proves to hold no NULL, so that SET NOT NULL reads no rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import CheckConstraint, Q

from schemaguard.rules._columns import find_field
from schemaguard.rules._expressions import implies
from schemaguard.statements import AddConstraint, DropConstraint, Statement, ValidateConstraint
from schemaguard.steps.step import Step

_Column = tuple[str, str]


@dataclass(slots=True)
class Proofs:
    """The constraints that were met so far, by name."""

    #: What each check in SQL proves once it is valid.
    proven: dict[str, frozenset[_Column]] = field(default_factory=dict)
    not_valid: set[str] = field(default_factory=set)
    #: Validated here, made elsewhere: what they prove is not known.
    unknown: dict[str, str] = field(default_factory=dict)

    def see(self, statement: Statement) -> None:
        """Take one statement in, in order."""
        if isinstance(statement, AddConstraint) and statement.constraint.kind == "check":
            constraint = statement.constraint
            name = constraint.name or f"{statement.table}: {constraint.text}"
            self.proven[name] = frozenset((statement.table, column) for column in constraint.not_null)
            if not constraint.validated:
                self.not_valid.add(name)
        elif isinstance(statement, ValidateConstraint):
            if statement.name not in self.proven and statement.table:
                self.unknown[statement.name] = statement.table
            self.not_valid.discard(statement.name)
        elif isinstance(statement, DropConstraint):
            self.proven.pop(statement.constraint.name, None)
            self.unknown.pop(statement.constraint.name, None)

    def hold(self, step: Step, table: str, column: str) -> bool:
        """Whether one of them, or a CheckConstraint of the model, proves the column."""
        named = {name for name, columns in self.proven.items() if (table, column) in columns}
        return bool((named | _of_model(step, table, column)) - self.not_valid)

    def perhaps(self, table: str) -> str:
        """A constraint of the table of which nobody can tell whether it proves anything."""
        return next((name for name, about in self.unknown.items() if about == table), "")


def _of_model(step: Step, table: str, column: str) -> set[str]:
    """The names of the model's checks that prove the column, valid or not."""
    found = find_field(step, table, column)
    if found is None:
        return set()
    view, name, _ = found
    wanted = [Q(**{f"{known}__isnull": False}) for known in {name, column}]
    wanted += [~Q(**{f"{known}__isnull": True}) for known in {name, column}]
    checks = [item for item in view.options.get("constraints") or () if isinstance(item, CheckConstraint)]
    return {str(item.name) for item in checks if any(implies(item.condition, condition) for condition in wanted)}
