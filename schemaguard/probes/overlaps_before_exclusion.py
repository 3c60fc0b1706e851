"""Rows meet each other in a way that an exclusion constraint does not allow. The migration fails at the first pair."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Overlaps
from schemaguard.preflights import Probed
from schemaguard.probes._texts import text_of
from schemaguard.probes.base import Asking, Rows, agree, number, probe
from schemaguard.statements import AddConstraint

_WAY_OUT = "Change or remove one row of each pair in a migration before this one."


@probe(AddConstraint, vendors=("postgresql",))
def ask(asking: Asking, statement: AddConstraint) -> Iterator[Probed]:
    """Exclusion constraints of Django and in SQL."""
    view = asking.live.view(statement.table)
    if statement.constraint.kind != "exclude" or view is None:
        return
    table, name = statement.table, statement.constraint.name

    def question() -> Overlaps:
        text = statement.sql
        if not text:
            if asking.step is None:
                raise CannotTell("its definition was not found")
            text = text_of(asking.step, table, name, asking.prober, asking.kind.max_name_length)
        return Overlaps(view, asking.prober.definition(text, name))

    yield asking.rows(
        Rows(
            object=f"{table}.{name}",
            question=question,
            bad=lambda counted: (
                f"{number(counted.count)} of {table} {agree(counted.count, 'meets', 'meet')} another one, which"
                f" {name} forbids"
            ),
            good=f"No rows of {table} meet in the way that {name} forbids",
            doubt=f"whether rows of {table} meet in the way that {name} forbids",
            remedy=_WAY_OUT,
            table=table,
            columns=statement.constraint.columns,
        )
    )
