"""What is done to a constraint."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import TableStatement
from schemaguard.statements.parts import Constraint


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AddConstraint(TableStatement):
    """ALTER TABLE … ADD CONSTRAINT."""

    constraint: Constraint
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropConstraint(TableStatement):
    """ALTER TABLE … DROP CONSTRAINT. SQL does not always tell the kind: then it is ""."""

    constraint: Constraint
    cascade: bool = False
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ValidateConstraint(TableStatement):
    """ALTER TABLE … VALIDATE CONSTRAINT."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterConstraint(TableStatement):
    """ALTER TABLE … ALTER or RENAME CONSTRAINT. ``to`` is the new name, if any."""

    name: str
    to: str = ""
