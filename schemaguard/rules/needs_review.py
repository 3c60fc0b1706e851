"""Something in the migration could not be understood: a human has to look.

When: SQL that the parser does not know, code in SQL that is not looked into (DO, CALL), or an operation of another
package whose effect on the database is its own code.

Effect: schemaguard cannot tell what happens. Silence about this place means nothing.

Way out: read what the operation does, then say so in a comment::

    # schemaguard: ignore needs-review -- creates a text search configuration, no table is touched

Source: schemaguard's own contract: what is not understood is said aloud.

Bad::

    operations = [
        migrations.RunSQL("FLY TO THE MOON", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Block, Opaque
from schemaguard.steps.by_hand_texts import beginning
from schemaguard.steps.step import Step


@rule(
    "SG801", on=(Block, Opaque), vendors=("mysql", "postgresql", "sqlite"), severity=Severity.WARNING, axis=Axis.HYGIENE
)
def check(step: Step, statement: Block | Opaque) -> Iterator[Hit]:
    shown = beginning(statement.sql, step.file.text)
    about = f": {shown}" if shown else ""
    reason = statement.reason if isinstance(statement, Opaque) else "a block of code"
    yield Hit(f"Cannot tell what this does ({reason}){about}.", subject=shown or reason)
