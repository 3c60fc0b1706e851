"""Tables that SQL makes anew by hand: shared by two rules.

SQLite, "ALTER TABLE", "Making Other Kinds Of Table Schema Changes": a new table is made, the rows are copied, and it
takes the place of the old one. Some rename the old one out of the way first.
"""

from __future__ import annotations

from schemaguard.statements import CreateTable, DropTable, Insert, RenameTable
from schemaguard.steps.step import Step


def rebuilt_by_hand(step: Step) -> set[str]:
    """The names under which old tables are dropped or renamed away, after their rows were copied to their successors.

    Only what one RunSQL does is looked at. Which rows and columns were copied is not.
    """
    made: set[str] = set()
    filled: set[str] = set()
    gone: set[str] = set()
    away: dict[str, str] = {}
    for item in step.statements:
        match item:
            case CreateTable(table=table):
                made.add(table)
            case Insert(table=table, source="select") if table in made:
                filled.add(table)
            case RenameTable(table=table, to=to) if table in made:
                filled |= {to} if table in filled else set()
            case RenameTable(table=table, to=to):
                away[to] = table
            case DropTable(table=table):
                gone.add(table)
    moved = {name for to, table in away.items() if table in filled and to in gone for name in (table, to)}
    return (filled & gone) | moved
