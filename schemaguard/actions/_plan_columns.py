"""What a statement about a column means for old and new code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemaguard.actions._plan_seen import Beside, Effect, Seen
from schemaguard.databases.registry import database
from schemaguard.rules._columns import column_before
from schemaguard.statements import AddColumn, AlterColumn, Column, DropColumn, RenameColumn
from schemaguard.steps.step import Step

ColumnStatement = AddColumn | AlterColumn | DropColumn | RenameColumn

#: Types whose values code takes for the same kind of thing, by their first word; any other is a kind of its own.
_FAMILIES = {
    word: family
    for family, words in {
        "number": "smallint integer int bigint tinyint mediumint serial bigserial smallserial int2 int4 int8 numeric "
        "decimal number real double float float4 float8",
        "text": "varchar character char text citext tinytext mediumtext longtext nvarchar nchar",
        "truth": "bool boolean",
        "bytes": "bytea blob longblob mediumblob tinyblob binary varbinary",
        "json": "json jsonb",
        "moment": "timestamp timestamptz datetime",
    }.items()
    for word in words.split()
}

_WORD = re.compile(r"[a-z0-9]+")


def forced(beside: Beside) -> Iterator[Seen]:
    """New columns that the old code leaves out of its inserts, and must not."""
    for (table, name), fate in beside.fates.items() if beside.vendor != "mongodb" else ():
        passes = fate.dropped or fate.automatic or fate.step.is_new_table(table)
        if (table, name) in beside.added and not passes and fate.null is False and fate.has_default is False:
            what = f"adds {table}.{name}, NOT NULL without a default that the database keeps"
            yield Seen(Effect.SWAPS, what, table)


def column_effects(step: Step, statement: ColumnStatement, beside: Beside) -> Iterator[Seen]:
    """What is done to a column of a table that was there before."""
    table = statement.table
    if isinstance(statement, AlterColumn):
        yield from _altered(step, statement, beside)
    elif isinstance(statement, AddColumn):
        yield from _added(table, statement.column, beside)
    elif isinstance(statement, DropColumn):
        if not step.is_new_column(table, statement.column.name):
            yield Seen(Effect.TAKES, f"drops {table}.{statement.column.name}")
    elif step.is_new_column(table, statement.column):
        yield Seen(Effect.ADDS, f"gives {table}.{statement.to} its name")
    else:
        yield Seen(Effect.SWAPS, f"renames {table}.{statement.column} to {statement.to}")


def _added(table: str, column: Column, beside: Beside) -> Iterator[Seen]:
    if column.unique and column.default:
        what = f"adds {table}.{column.name}, unique with a default, which the old code's second row breaks"
        yield Seen(Effect.SWAPS, what)
    elif (table, column.name) not in beside.dropped:
        yield Seen(Effect.ADDS, f"adds {table}.{column.name}")


def _altered(step: Step, statement: AlterColumn, beside: Beside) -> Iterator[Seen]:
    """The old code leaves a new column out of its inserts, so that NOT NULL counts there as well."""
    after, changed = statement.after, statement.changed
    if (statement.table, after.name) in beside.dropped:
        return
    name = f"{statement.table}.{after.name}"
    if beside.vendor == "mongodb":  # The server keeps neither NOT NULL nor types.
        yield Seen(Effect.EASES, f"says otherwise what {name} is, which MongoDB does not keep")
        return
    before = column_before(step, statement)
    if "null" in changed and not after.null:
        yield Seen(Effect.TAKES, f"makes {name} NOT NULL")
    elif "null" in changed and not (before is not None and before.null):
        yield Seen(Effect.ADDS, f"lets {name} be NULL")
    if "default" in changed:
        yield from _default(name, before, after)
    if not step.is_new_column(statement.table, after.name):
        yield from _type(step, name, before, after) if "type" in changed else ()
        yield from _rest(name, changed, after)


def _default(name: str, before: Column | None, after: Column) -> Iterator[Seen]:
    if after.default is not None:
        yield Seen(Effect.ADDS, f"gives {name} a default in the database")
    elif before is None or before.default is not None:
        yield Seen(Effect.TAKES, f"takes the default of {name} from the database")


def _type(step: Step, name: str, before: Column | None, after: Column) -> Iterator[Seen]:
    was, now = before.type if before is not None else None, after.type
    if was is None or now is None:
        yield Seen(Effect.HIDES, f"changes the type of {name}, and what it was before is not known")
        return
    change = f"turns {name} from {was} into {now}"
    if was == now:
        return
    if _family(was) != _family(now):
        yield Seen(Effect.SWAPS, f"{change}, and each code expects its own")
        return
    narrows = database(step.target.vendor).type_change(was, now, step.target).narrows
    if narrows is None:
        yield Seen(Effect.HIDES, f"{change}, and which values fit cannot be told")
    else:
        yield Seen(Effect.TAKES if narrows else Effect.ADDS, change)


def _family(type_name: str) -> str:
    found = _WORD.match(type_name.lower())
    word = found[0] if found else type_name
    return _FAMILIES.get(word, word)


def _rest(name: str, changed: frozenset[str], after: Column) -> Iterator[Seen]:
    if changed & {"collation", "charset"}:
        yield Seen(Effect.TAKES, f"changes which texts are equal in {name}")
    if "generated" in changed:
        yield Seen(Effect.TAKES, f"changes how {name} is computed")
    if "identity" in changed:
        yield Seen(Effect.ADDS if after.identity else Effect.TAKES, f"changes who numbers {name}")
    if "check" in changed:
        yield Seen(Effect.TAKES, f"changes the check of {name}")
