"""Statements about rows of MySQL and MariaDB, from syntax trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from schemaguard.databases.grammar import Node, Unreadable
from schemaguard.databases.mysql.parse_joins import limited_tables
from schemaguard.databases.mysql.parse_tables import Builder
from schemaguard.databases.tokens import functions, selects
from schemaguard.statements import Block, Copy, Delete, Insert, Select, Statement, Update


def _sources(node: Node) -> dict[str, str]:
    """The tables of a statement by the names that it uses for them."""
    tables: dict[str, str] = {}
    for source in node.all("source"):
        table = source.value("table")
        tables[source.value("alias") or table] = table
        if not source.has("alias"):
            tables.setdefault(table.rpartition(".")[2], table)
    return tables


def _selects(node: Node) -> tuple[bool, bool]:
    condition = node.one("condition")
    joined = len(node.all("source")) + len(node.all("derived")) > 1
    return selects(condition.tokens if condition else (), limited=node.has("limit"), joined=joined)


def _update(node: Node) -> Iterator[Statement]:
    """One statement for each table it sets columns of: of several tables, the qualifiers of the columns tell."""
    sources = _sources(node)
    known = set(sources.values())
    where, bounded = _selects(node)
    changed: dict[str, list[str]] = {}
    for assignment in node.all("assignment"):
        qualifier, _, name = assignment.value("column").rpartition(".")
        for table in [sources.get(qualifier, qualifier)] if qualifier and len(known) != 1 else sorted(known):
            changed.setdefault(table, []).append(name)
    if not changed:
        raise Unreadable("cannot tell which table it updates")
    limited = limited_tables(node)
    for table, names in changed.items():
        yield Update(table=table, where=where or table in limited, bounded=bounded, columns=tuple(names))


def _delete(node: Node) -> Iterator[Statement]:
    sources = _sources(node)
    where, bounded = _selects(node)
    single = node.one("single")
    names = [single.value("table")] if single else [target.value() for target in node.all("target")]
    limited = limited_tables(node)
    for table in (sources.get(name, name) for name in names):
        yield Delete(table=table, where=where or table in limited, bounded=bounded)


def _insert(node: Node) -> Iterator[Statement]:
    empty = node.words("values") == "( )"
    yield Insert(
        table=node.value("table"),
        source="select" if node.has("select") else "default" if empty else "values",
        replaces=node.key == "replace",
        on_conflict=node.has("duplicate") or node.has("ignore"),
    )


def _select(node: Node) -> Iterator[Statement]:
    yield Select(functions=functions(node.tokens))
    words = [token.word for token in node.tokens]
    if any(pair in (("INTO", "OUTFILE"), ("INTO", "DUMPFILE")) for pair in pairwise(words)):
        yield Copy(table="", reads_file=False, writes_file=True)


def _with(node: Node) -> Iterable[Statement]:
    inner = node.children[-1]
    if inner.key != "select":
        return BUILDERS[inner.key](inner)
    tables = {cte.value("name").lower() for cte in node.all("cte")}
    return [Select(functions=tuple(name for name in functions(node.tokens) if name not in tables))]


def _explain(node: Node) -> Iterator[Statement]:
    """EXPLAIN ANALYZE and MariaDB's ANALYZE run what they explain."""
    inner = node.children[-1] if node.has("executed") else None
    if inner is None or inner.key != "select":
        yield Select()
    if inner is not None and inner.key in BUILDERS:
        yield from BUILDERS[inner.key](inner)


BUILDERS: dict[str, Builder] = {
    "select": _select,
    "insert": _insert,
    "replace": _insert,
    "update": _update,
    "delete": _delete,
    "with": _with,
    "load": lambda node: [Copy(table=node.value("table"))],
    "do": lambda node: [Select(functions=functions(node.tokens))],
    "call": lambda node: [Block()],
    "show": lambda node: [Select()],
    "describe": lambda node: [Select()],
    "explain": _explain,
    "analyze": _explain,
}
