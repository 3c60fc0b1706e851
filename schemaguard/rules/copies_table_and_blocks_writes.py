"""The server copies the whole table and blocks writes meanwhile.

When: on MySQL or MariaDB, a change that only ALGORITHM=COPY can make: a column type, a character set, a
primary key, a stored generated column, a foreign key while ``foreign_key_checks`` is on, an enum whose
values move, a varchar that crosses 255 bytes.

Effect: every row is copied. Reads go on; writes wait until the copy is done. Replicas repeat the work and
fall behind.

Way out: use an online tool (gh-ost, pt-online-schema-change), or add a new column next to the old one,
copy in batches and switch. Add ``ALGORITHM=INPLACE, LOCK=NONE`` to SQL of your own, so that the server
refuses instead of blocking.

Source: MySQL manual, 17.12.1 "Online DDL Operations"; MariaDB, "InnoDB Online DDL Overview".

Target: mysql 8.4

Bad::

    operations = [
        migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
    ]

Good::

    operations = [
        migrations.AddField("product", "weight", models.IntegerField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemaguard.databases.registry import database
from schemaguard.rules._columns import column_before
from schemaguard.rules._subjects import subject_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn, CreateTable, DropTable, TableStatement
from schemaguard.steps.step import Step


@rule("SG132", on=TableStatement, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("mysql",))
def check(step: Step, statement: TableStatement) -> Iterator[Hit]:
    if isinstance(statement, CreateTable | DropTable) or step.is_new_table(statement.table):
        return
    if isinstance(statement, AlterColumn):
        # MODIFY and CHANGE state the whole column, also what stays as it was.
        statement = replace(statement, before=column_before(step, statement))
    lock = database("mysql").lock(statement, step.target)
    if lock is None or not lock.blocks_writes or not (lock.scans or lock.rewrites):
        return
    what = subject_of(statement)
    if lock.algorithm == "copy":
        yield Hit(f"Changing {what} copies {statement.table} and blocks writes to it meanwhile.", subject=what)
    else:
        message = f"Changing {what} blocks writes to {statement.table} while its rows are read."
        yield Hit(message, subject=what, effect=f"{lock.mode}: writes wait until every row was read.")
