"""SQL begins or ends a transaction.

When: RunSQL contains BEGIN, COMMIT, ROLLBACK or a savepoint.

Effect: Django believes that its own transaction is still open. COMMIT makes half a migration permanent: when
the rest fails, nothing is rolled back, and nothing is recorded.

Way out: leave it out. Where a statement must not run in a transaction, write ``atomic = False`` into the
migration.

Source: Django documentation, "Transactions" under "Migrations".

Bad::

    operations = [
        migrations.RunSQL("COMMIT", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Transaction
from schemaguard.steps.step import Step


@rule("SG809", on=Transaction, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(step: Step, statement: Transaction) -> Iterator[Hit]:
    severity = Severity.ERROR if statement.verb in ("commit", "rollback") and step.is_atomic() else None
    yield Hit(
        f"SQL takes transactions into its own hands: {statement.verb.upper()}.",
        subject=statement.verb,
        severity=severity,
    )
