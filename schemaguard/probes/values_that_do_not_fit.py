"""A column gets another type, and rows hold values that it does not take.

The server refuses them, or cuts and rounds them without a word; SQLite and MongoDB keep them as they are, and Django
reads later what it does not expect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.migrations import AlterField

from schemaguard.databases.probing import CannotTell, Counted, Misfits
from schemaguard.preflights import Answer, Probed
from schemaguard.probes.base import Asking, Rows, agree, number, probe
from schemaguard.statements import AlterColumn, Column

_WAY_OUT = "Change these values in a migration before this one, or choose a type that takes them."


@probe(AlterColumn)
def ask(asking: Asking, statement: AlterColumn) -> Iterator[Probed]:
    """Columns whose type changes."""
    found = asking.live.column(statement.table, statement.after.name)
    if not {"type", "charset"} & statement.changed or found is None or statement.after.generated:
        return
    (view, _), column = found, statement.after.name
    name = f"{statement.table}.{column}"
    before = statement.before or _live_column(asking, statement)
    seen: list[Counted] = []

    def question() -> Misfits:
        if before is None:
            raise CannotTell("the column was not found")
        return Misfits(view, column, before, _as_here(asking, statement), statement.using)

    def bad(counted: Counted) -> str:
        seen.append(counted)
        held = agree(counted.count, "holds", "hold")
        return f"{number(counted.count)} of {statement.table} {held} a value in {column} that {counted.what}"

    probed = asking.rows(
        Rows(
            object=name,
            question=question,
            bad=bad,
            good=f"Every value in {name} fits {statement.after.type}",
            doubt=f"whether every value in {name} fits {statement.after.type}",
            remedy=_WAY_OUT,
            table=statement.table,
            columns=(column,),
        )
    )
    stays = probed.answer is Answer.FAILED and any(counted.stays for counted in seen)
    yield replace(probed, answer=Answer.WARNING) if stays else probed


def _as_here(asking: Asking, statement: AlterColumn) -> Column:
    """The new type as this very server gets it: MariaDB has a uuid since 10.7."""
    operation = asking.step.operation if asking.step is not None else None
    given = getattr(operation, "field", None)
    if not isinstance(operation, AlterField) or given is None or given.is_relation or asking.kind.vendor == "mongodb":
        return statement.after
    kind = given.db_type(asking.prober.connection)
    return replace(statement.after, type=kind) if kind else statement.after


def _live_column(asking: Asking, statement: AlterColumn) -> Column | None:
    """For SQL: the column as it is today."""
    place = asking.live.place(statement.table)
    if place is None:
        return None
    today = place.view.cell(statement.after.name).column
    for item in getattr(place.found, "columns", ()):
        if item.name == today:
            return Column(name=item.name, type=item.type, null=item.nullable)
    return None
