"""ALTER TABLE … ALTER COLUMN. The result states only what the SQL states."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.parse_columns import collation, default_of
from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_source import Source
from schemaguard.databases.postgresql.parse_types import type_name
from schemaguard.statements import AlterColumn, Column, Statement


def _changed(table: str, after: Column, *changed: str, using: bool = False) -> AlterColumn:
    return AlterColumn(table=table, before=None, after=after, changed=frozenset(changed), using=using)


def _type(table: str, command: Node, _: Source) -> Iterator[Statement]:
    definition = command["def"]["ColumnDef"]
    after = Column(name=command["name"], type=type_name(definition["typeName"]), collation=collation(definition))
    changed = ("type",) if after.collation is None else ("type", "collation")
    yield _changed(table, after, *changed, using="raw_default" in definition)


def _default(table: str, command: Node, source: Source) -> Iterator[Statement]:
    default, text = default_of(command.get("def"), source)
    yield _changed(table, Column(name=command["name"], default=default, default_text=text), "default")


def _set_not_null(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"], null=False), "null")


def _drop_not_null(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"], null=True), "null")


def _set_expression(table: str, command: Node, _: Source) -> Iterator[Statement]:
    # The SQL does not tell a stored column from a virtual one. Stored is the one that is written anew.
    yield _changed(table, Column(name=command["name"], generated="stored"), "generated")


def _drop_expression(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"]), "generated")


def _identity(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"], identity=True), "identity")


def _drop_identity(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"]), "identity")


def _statistics(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"]), "statistics")


def _storage(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield _changed(table, Column(name=command["name"]), "storage")


#: By AlterTableType of the PostgreSQL sources (parsenodes.h), without AT_.
ACTIONS = {
    "AlterColumnType": _type,
    "ColumnDefault": _default,
    "SetNotNull": _set_not_null,
    "DropNotNull": _drop_not_null,
    "SetExpression": _set_expression,
    "DropExpression": _drop_expression,
    "AddIdentity": _identity,
    "SetIdentity": _identity,
    "DropIdentity": _drop_identity,
    "SetStatistics": _statistics,
    # ALTER COLUMN … SET (n_distinct = …): estimates for the planner.
    "SetOptions": _statistics,
    "ResetOptions": _statistics,
    "SetStorage": _storage,
    "SetCompression": _storage,
}
