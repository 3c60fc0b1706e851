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

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import SetParameter
from schemaguard.steps.step import Step


@rule("SG215", on=SetParameter, severity=Severity.ERROR, axis=Axis.LOSES_DATA, vendors=("mysql",))
def check(step: Step, statement: SetParameter) -> Iterator[Hit]:
    value = statement.value.upper()
    if statement.name.rpartition(".")[2] == "sql_mode" and "STRICT" not in value and "TRADITIONAL" not in value:
        yield Hit(f"sql_mode becomes {statement.value!r}, which is not strict.", subject="sql_mode")
