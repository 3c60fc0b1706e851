"""Statements about rows, other objects and the connection of SQLite, from syntax trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemaguard.databases.grammar import Node
from schemaguard.databases.sqlite.parse_tables import Builder
from schemaguard.databases.tokens import functions, selects
from schemaguard.statements import (
    CreateObject,
    Delete,
    DropObject,
    Insert,
    Maintenance,
    Reindex,
    Select,
    SetParameter,
    Statement,
    Transaction,
    Update,
)

#: These read, although they take an argument (https://sqlite.org/pragma.html).
_READING = frozenset(
    """foreign_key_check foreign_key_list index_info index_list index_xinfo integrity_check quick_check table_info
    table_list table_xinfo""".split()
)
#: These do something, and what.
_DOING = {"incremental_vacuum": "vacuum", "optimize": "optimize", "wal_checkpoint": "checkpoint"}
#: These are kept in the database file.
_PERMANENT = frozenset(
    "application_id auto_vacuum default_cache_size encoding journal_mode page_size schema_version user_version".split()
)


def _selects(node: Node) -> tuple[bool, bool]:
    condition = node.one("condition")
    return selects(condition.tokens if condition else (), limited=node.has("limit"), joined=node.has("from"))


def _update(node: Node) -> Iterator[Statement]:
    where, bounded = _selects(node)
    names = tuple(name.value() for assignment in node.all("assignment") for name in assignment.all("column"))
    yield Update(table=node.value("table"), where=where, bounded=bounded, columns=names)


def _delete(node: Node) -> Iterator[Statement]:
    where, bounded = _selects(node)
    yield Delete(table=node.value("table"), where=where, bounded=bounded)


def _insert(node: Node) -> Iterator[Statement]:
    yield Insert(
        table=node.value("table"),
        source="select" if node.has("select") else "default" if node.has("default") else "values",
        replaces=node.has("replace"),
        on_conflict=node.has("upsert") or node.has("ignore"),
    )


def _with(node: Node) -> Iterable[Statement]:
    inner = node.children[-1]
    if inner.key != "select":
        return BUILDERS[inner.key](inner)
    tables = {cte.value("name").lower() for cte in node.all("cte")}
    return [Select(functions=tuple(name for name in functions(node.tokens) if name not in tables))]


def _create(node: Node) -> Iterator[Statement]:
    yield CreateObject(
        kind=node.words("kind"),
        name=node.value("name"),
        if_not_exists=node.has("if_not_exists"),
        table=node.value("table") or None,
    )


def _drop(node: Node) -> Iterator[Statement]:
    yield DropObject(kind=node.words("kind"), name=node.value("name"), if_exists=node.has("if_exists"))


def _pragma(node: Node) -> Iterator[Statement]:
    name = node.value("name").rpartition(".")[2].lower()
    if name in _DOING:
        yield Maintenance(verb=_DOING[name])
    elif name in _READING or not node.has("value"):
        yield Select()
    else:
        yield SetParameter(name=name, value=node.value("value"), permanent=name in _PERMANENT)


def _transaction(verb: str) -> Builder:
    return lambda node: [Transaction(verb=verb)]


BUILDERS: dict[str, Builder] = {
    "select": lambda node: [Select(functions=functions(node.tokens))],
    "with": _with,
    "insert": _insert,
    "update": _update,
    "delete": _delete,
    "create_object": _create,
    "drop_object": _drop,
    "explain": lambda node: [Select()],
    "pragma": _pragma,
    "begin": _transaction("begin"),
    "commit": _transaction("commit"),
    "savepoint": _transaction("savepoint"),
    "rollback": _transaction("rollback"),
    "attach": lambda node: [CreateObject(kind="attached_database", name=node.value("name"))],
    "detach": lambda node: [DropObject(kind="attached_database", name=node.value("name"))],
    "vacuum": lambda node: [Maintenance(verb="vacuum")],
    "analyze": lambda node: [Maintenance(verb="analyze", table=node.value("name") or None)],
    "reindex": lambda node: [Reindex(name=node.value("name"), scope="index" if node.has("name") else "database")],
}
