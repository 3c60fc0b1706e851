"""A rule of the database throws writes away.

When: CREATE RULE … DO INSTEAD NOTHING on a table that this release did not make, for INSERT, UPDATE or DELETE.

Effect: the application writes, gets no error, and nothing happens: no row is added, changed or deleted. Django notices
an UPDATE that found no row by trying an INSERT, which then fails at the primary key.

Way out: take the right away from the role, or raise an error in a trigger: both are noticed::

    migrations.RunSQL("REVOKE DELETE ON shop_order FROM shop", "GRANT DELETE ON shop_order TO shop"),

Source: PostgreSQL manual, CREATE RULE, and chapter 39 "The Rule System".

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "CREATE RULE no_new AS ON INSERT TO shop_order DO INSTEAD NOTHING",
            "DROP RULE no_new ON shop_order",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "CREATE RULE note_new AS ON INSERT TO shop_order DO ALSO NOTIFY orders",
            "DROP RULE note_new ON shop_order",
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateObject, DropObject, Statement
from schemaguard.steps.step import MigrationSteps, Step

_Name = tuple[str, str]
_VERBS = {"insert": "new rows of", "update": "changes to", "delete": "deletions from"}


@rule(
    "SG226",
    on=MigrationSteps,
    having=(CreateObject,),
    severity=Severity.ERROR,
    axis=Axis.LOSES_DATA,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    views: set[str] = set()
    rules: dict[_Name, tuple[Step, CreateObject]] = {}
    for step, statement in migration.statements():
        if isinstance(statement, CreateObject) and statement.kind == "view":
            views.add(statement.name)
        elif key := _rule_of(statement):
            rules.pop(key, None)
            if isinstance(statement, CreateObject) and "instead nothing" in statement.detail:
                rules[key] = step, statement
    for (table, name), (step, statement) in rules.items():
        if not (step.is_new_table(table) or table in views):
            yield _hit(table, name, statement, step)


def _rule_of(statement: Statement) -> _Name | None:
    """The table and name of a rule that is made or dropped."""
    if isinstance(statement, CreateObject | DropObject) and statement.kind == "rule":
        return statement.table or "", statement.name
    return None


def _hit(table: str, name: str, statement: CreateObject, step: Step) -> Hit:
    verb, *rest = statement.detail.split()
    some = "where" in rest
    message = f"The rule {name} throws {'some ' if some else ''}{_VERBS[verb]} {table} away, without an error."
    # Rows that are not deleted are not lost; and a condition may be meant to keep out only what nobody wants.
    severity = Severity.WARNING if some or verb == "delete" else None
    return Hit(message, subject=f"{table}.{name}", at=step, severity=severity)
