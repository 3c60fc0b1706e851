"""Row level security is switched on, and no policy lets anybody through.

When: SQL enables or forces row level security on a table that this release did not make, and neither this migration nor
the one before it creates a policy for it.

Effect: without a policy nobody sees a row or writes one: queries find nothing, without an error. ENABLE alone spares
the owner of the table; FORCE holds the owner to it as well, who is often the role that Django connects as. Superusers
and roles with BYPASSRLS see everything, so that it works for whoever tries it out as one of them.

Way out: create the policies first, in the same migration, and try them as the role of the application::

    CREATE POLICY shop_all ON shop_order TO shop USING (true);
    ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY;

Source: PostgreSQL manual, 5.9 "Row Security Policies".

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            "ALTER TABLE shop_order DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "CREATE POLICY shop_all ON shop_order USING (true); ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE shop_order DISABLE ROW LEVEL SECURITY; DROP POLICY shop_all ON shop_order",
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemaguard.rules._earlier import statements_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterTable, CreateObject, DropObject, Statement
from schemaguard.steps.step import MigrationSteps, Step


@dataclass(slots=True)
class _Security:
    """What is known of one table. None: as it was before."""

    enabled: bool | None = None
    forced: bool | None = None
    policies: set[str] = field(default_factory=set)
    #: The last operation that switched something on.
    step: Step | None = None

    def see(self, statement: Statement, step: Step | None) -> None:
        """Take one statement in, in order."""
        if isinstance(statement, CreateObject):
            self.policies.add(statement.name)
        elif isinstance(statement, DropObject):
            self.policies.discard(statement.name)
        elif isinstance(statement, AlterTable):
            if statement.detail in ("enable", "disable"):
                self.enabled = statement.detail == "enable"
            else:
                self.forced = statement.detail == "force"
            self.step = step if statement.detail in ("enable", "force") else self.step


@rule(
    "SG316",
    on=MigrationSteps,
    having=(AlterTable,),
    severity=Severity.ERROR,
    axis=Axis.BREAKS_RUNNING_CODE,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    if not any(isinstance(s, AlterTable) and s.what == "row_security" for _, s in migration.statements()):
        return
    tables: dict[str, _Security] = {}
    for statement in statements_before(migration):
        _see(tables, statement, None)
    for step, statement in migration.statements():
        _see(tables, statement, step)
    for table, security in tables.items():
        switched = security.step
        if switched is not None and not security.policies and not switched.is_new_table(table):
            yield from _hits(table, security, switched)


def _see(tables: dict[str, _Security], statement: Statement, step: Step | None) -> None:
    policy = isinstance(statement, CreateObject | DropObject) and statement.kind == "policy"
    switch = isinstance(statement, AlterTable) and statement.what == "row_security"
    table = getattr(statement, "table", None)
    if table and (policy or switch):
        tables.setdefault(table, _Security()).see(statement, step)


def _hits(table: str, security: _Security, step: Step) -> Iterator[Hit]:
    if security.enabled and security.forced:
        message = f"Row level security hides every row of {table}, from its owner as well: no policy is made."
        yield Hit(message, subject=table, at=step)
    elif security.enabled:
        message = f"Row level security hides every row of {table} from all roles but its owner: no policy is made."
        yield Hit(message, subject=table, at=step, severity=Severity.WARNING)
    elif security.forced and security.enabled is None:
        message = f"The owner of {table} is held to its policies from now on: which there are, no SQL here tells."
        yield Hit(message, subject=table, at=step, severity=Severity.WARNING)
