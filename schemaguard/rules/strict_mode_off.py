"""The strict mode of MySQL is switched off.

When: SQL sets ``sql_mode`` to a value without STRICT_TRANS_TABLES or STRICT_ALL_TABLES.

Effect: values that do not fit are cut, impossible ones become zero, and nothing says so.

Way out: leave ``sql_mode`` alone, and mend the values the server refuses.

Source: MySQL manual, 7.1.11 "Server SQL Modes"; Django documentation, "Setting sql_mode" (mysql.W002).

Bad::

    operations = [
        migrations.RunSQL("SET SESSION sql_mode = ''", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SET SESSION sql_mode = 'STRICT_TRANS_TABLES'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import SetParameter
from schemaguard.steps.step import Step


@rule("SG215", on=SetParameter, severity=Severity.ERROR, axis=Axis.LOSES_DATA, vendors=("mysql",))
def check(step: Step, statement: SetParameter) -> Iterator[Hit]:
    if statement.name.rpartition(".")[2] != "sql_mode":
        return
    value = statement.value.upper()
    if _is_other_variable(value):
        message = f"Cannot tell whether sql_mode is strict after it becomes {statement.value}."
        yield Hit(message, subject="sql_mode", severity=Severity.WARNING)
    elif not _is_strict(value):
        yield Hit(f"sql_mode becomes {statement.value!r}, which is not strict.", subject="sql_mode")


#: The two modes, and the one that stands for several with both of them.
_STRICT = ("STRICT", "TRADITIONAL")
_REMOVED = re.compile(r"\bREPLACE\s*\(\s*@@[\w.]+\s*,\s*'([^']*)'")


def _is_other_variable(value: str) -> bool:
    return value.startswith("@") and not value.startswith("@@")


def _is_strict(value: str) -> bool:
    """A value that is made from the present one keeps what it does not take out."""
    if value == "DEFAULT":
        return True
    if "@@" in value:
        return not any(word in removed for removed in _REMOVED.findall(value) for word in _STRICT)
    return any(word in value for word in _STRICT)
