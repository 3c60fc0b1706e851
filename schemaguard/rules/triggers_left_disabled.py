"""Triggers are disabled and not enabled again.

When: SQL disables triggers of a table, and at the end of the migration they are still off. ENABLE REPLICA counts as
off: such a trigger stays silent in ordinary sessions.

Effect: whatever the triggers keep right is no longer kept, for every session and without a word. DISABLE TRIGGER ALL
also switches off the foreign keys of the table, and the checks that keep other tables from pointing to rows that are
gone. Rows that come in meanwhile are not checked when the triggers are enabled again.

Way out: enable them in the same migration, in the same transaction, and leave the foreign keys on::

    migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER audit"),
    migrations.RunPython(forward),
    migrations.RunSQL("ALTER TABLE shop_order ENABLE TRIGGER audit"),

Source: PostgreSQL manual, ALTER TABLE, DISABLE/ENABLE [ REPLICA | ALWAYS ] TRIGGER.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order DISABLE TRIGGER ALL",
            "ALTER TABLE shop_order ENABLE TRIGGER ALL",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order DISABLE TRIGGER audit; UPDATE shop_order SET status = '' WHERE id = 1; "
            "ALTER TABLE shop_order ENABLE TRIGGER audit",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterTable, DropObject, DropTable, Statement
from schemaguard.steps.step import MigrationSteps, Step

_Name = tuple[str, str]


@rule(
    "SG225",
    on=MigrationSteps,
    having=(AlterTable,),
    severity=Severity.ERROR,
    axis=Axis.LOSES_DATA,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    disabled: dict[_Name, Step] = {}
    for step, statement in migration.statements():
        for key in _enabled(statement, disabled):
            del disabled[key]
        switch = _switch(statement)
        if switch is not None and not switch[2]:
            disabled[switch[:2]] = step
    for (table, name), step in disabled.items():
        yield _hit(table, name, step)


def _switch(statement: Statement) -> tuple[str, str, bool] | None:
    """The table, the trigger and whether it fires from now on, where a statement says so."""
    if not isinstance(statement, AlterTable) or statement.what != "triggers":
        return None
    verb = next(verb for verb in _FIRES if statement.detail.startswith(verb))
    return statement.table, statement.detail.removeprefix(verb), _FIRES[verb]


_FIRES = {"disable ": False, "enable replica ": False, "enable always ": True, "enable ": True}


def _enabled(statement: Statement, disabled: dict[_Name, Step]) -> list[_Name]:
    """Which of the disabled triggers a statement enables or drops."""
    if isinstance(statement, DropTable):
        return [key for key in disabled if key[0] == statement.table]
    if isinstance(statement, DropObject) and statement.kind == "trigger":
        return [key for key in disabled if key == (statement.table, statement.name)]
    switch = _switch(statement)
    if switch is None or not switch[2]:
        return []
    return [key for key in disabled if key[0] == switch[0] and _covers(switch[1], key[1])]


def _covers(name: str, disabled: str) -> bool:
    """USER leaves out the triggers behind foreign keys, which ALL has switched off."""
    return name in ("all", disabled) or (name == "user" and disabled != "all")


def _hit(table: str, name: str, step: Step) -> Hit:
    subject = f"{table}.{name}"
    if name == "all":
        message = f"All triggers of {table} stay disabled, and its foreign keys are no longer enforced."
        return Hit(message, subject=subject, at=step)
    triggers = f"The triggers of {table} stay" if name == "user" else f"The trigger {name} of {table} stays"
    # What they do, only their code knows. Foreign keys stay on.
    return Hit(f"{triggers} disabled.", subject=subject, at=step, severity=Severity.WARNING)
