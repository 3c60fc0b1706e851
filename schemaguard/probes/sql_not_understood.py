"""SQL that could not be read, or an operation with code of its own: what it needs of the rows cannot be told."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.preflights import Answer, Probed
from schemaguard.probes.base import Asking, probe
from schemaguard.statements import Block, Opaque


@probe(Opaque, Block)
def ask(asking: Asking, statement: Opaque | Block) -> Iterator[Probed]:
    """Said once for each such statement."""
    why = statement.reason if isinstance(statement, Opaque) else "it is code in the language of the server"
    what = "this SQL" if statement.sql else "this operation"
    yield asking.probed(
        Answer.UNKNOWN,
        f"Cannot tell what {what} needs of the rows: {why.rstrip('.')}.",
        remedy="Look at it, and rehearse the migration on a copy of the rows: schemaguard rehearse.",
    )
