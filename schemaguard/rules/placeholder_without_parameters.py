"""SQL has placeholders, and no parameters to put there.

When: the text of a RunSQL holds ``%s`` or ``%(name)s`` outside of quotes and comments, and comes without parameters.

Effect: Django sends the text as it stands, and the server stops at the percent sign with a syntax error. Where it
stands in ``reverse_sql``, the deploy goes well and the rollback fails.

Way out: give the statement and its parameters together, as a pair in a list::

    migrations.RunSQL([("UPDATE shop_order SET status = %s", ["new"])], migrations.RunSQL.noop)

Source: Django documentation, "RunSQL"; measured on PostgreSQL 15, MariaDB 10.11 and SQLite 3.40.

Target: postgresql 16

Bad::

    operations = [
        migrations.RunSQL("UPDATE shop_order SET status = %s WHERE id = 7", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL([("UPDATE shop_order SET status = %s WHERE id = 7", ["new"])], migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db.migrations import RunSQL

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")
_STRINGS = {"mysql": r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|\#[^\n]*"""}
_PLAIN_STRINGS = r"""[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$"""
#: What may hold a percent sign that means nothing, or a placeholder. As a column, "s" after the operator % is written
#: with a space.
_TOKENS = r"|--[^\n]*|/\*.*?\*/|(?P<placeholder>%s(?!\w)|%\(\w+\)s(?!\w))"


@rule("SG416", on=Step, severity=Severity.ERROR, axis=Axis.FAILS_ON_ROWS, vendors=VENDORS)
def check(step: Step) -> Iterator[Hit]:
    operation = step.operation
    if not isinstance(operation, RunSQL) or step.side == "state":
        return
    for sql, where in ((operation.sql, "SQL"), (operation.reverse_sql, "reverse SQL")):
        for text in _texts_without_parameters(sql):
            found = _placeholder(text, step.target.vendor)
            if found:
                shown = " ".join(text.split())[:60]
                yield Hit(f"The {where} holds {found} and no parameters: {shown}.", subject=shown)


def _texts_without_parameters(sql: Any) -> Iterator[str]:
    if isinstance(sql, str):
        yield sql
    elif isinstance(sql, list | tuple):
        for item in sql:
            if isinstance(item, str):
                yield item
            elif len(item) == 2 and item[1] is None:
                yield str(item[0])


def _placeholder(text: str, vendor: str) -> str:
    if "%" not in text:
        return ""
    pattern = _STRINGS.get(vendor, _PLAIN_STRINGS) + _TOKENS
    found = (match["placeholder"] for match in re.finditer(pattern, text, re.DOTALL))
    return next((placeholder for placeholder in found if placeholder), "")
