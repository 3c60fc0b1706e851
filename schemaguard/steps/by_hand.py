"""What people write into a migration by hand, RunSQL and RunPython, as statements."""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation

from schemaguard.statements import RunCode, Statement
from schemaguard.steps.dialect import Dialect
from schemaguard.steps.python_code import on_vendor, read_code


def forwards(operation: Operation, dialect: Dialect) -> tuple[Statement, ...]:
    """What a RunSQL or RunPython does when it is applied; nothing for other operations."""
    if isinstance(operation, RunSQL):
        return parsed(operation.sql, dialect)
    if isinstance(operation, RunPython):
        return (_code(operation.code, operation, dialect),)
    return ()


def backwards(operation: Operation, dialect: Dialect) -> tuple[Statement, ...]:
    """What a RunSQL or RunPython does when it is rolled back; nothing where it has no reverse."""
    if isinstance(operation, RunSQL):
        return parsed(operation.reverse_sql, dialect)
    if isinstance(operation, RunPython) and operation.reverse_code is not None:
        return (_code(operation.reverse_code, operation, dialect),)
    return ()


def parsed(sql: Any, dialect: Dialect) -> tuple[Statement, ...]:
    """What RunSQL takes: text, or a list of texts and (text, parameters) pairs."""
    if not sql:
        return ()
    if isinstance(sql, str):
        return dialect.parse(sql)
    texts = [item[0] if isinstance(item, list | tuple) else item for item in sql]
    return tuple(statement for text in texts for statement in dialect.parse(str(text)))


def _code(code: Any, operation: RunPython, dialect: Dialect) -> RunCode:
    return on_vendor(read_code(code, operation.atomic), dialect.vendor)
