"""SQL that the Python of a migration runs, as statements: shared by rules about lost rows."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._code import facts
from schemaguard.statements import RunCode, Statement
from schemaguard.steps.step import Step


def statements_in(step: Step, code: RunCode) -> Iterator[Statement]:
    """What the code sends as text that can be read; SQL that it puts together is schema-changed-in-code's matter."""
    parse = database(step.target.vendor).parse
    for text in dict.fromkeys(fact.name for fact in facts(code, "raw-sql")):
        yield from parse(text) if text else ()
