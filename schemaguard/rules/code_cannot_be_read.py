"""The Python of a migration could not be read: a human has to look.

When: a RunPython calls something whose source is not there, or hands the database to code that was not read.

Effect: schemaguard cannot tell what it does to the rows. Silence about this place means nothing.

Way out: read the code, then say what it does in a comment::

    # schemaguard: ignore code-cannot-be-read -- fills the new column only

Source: schemaguard's own contract: what is not understood is said aloud.

Bad::

    operations = [
        migrations.RunPython(print, migrations.RunPython.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import facts, short_name
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG800", on=RunCode, severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    if not statement.readable:
        yield Hit(
            f"Cannot tell what {short_name(statement)} does: its source cannot be read.",
            subject=short_name(statement),
            severity=Severity.WARNING,
        )
    for name in dict.fromkeys(fact.name for fact in facts(statement, "unread-call")):
        yield Hit(
            f"Cannot tell what {short_name(statement)} does in {name}().", subject=f"{short_name(statement)} {name}"
        )
