"""Statements that read or write rows."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.parse_conditions import has_condition, is_bounded
from schemaguard.databases.postgresql.parse_create import selected_into
from schemaguard.databases.postgresql.parse_expressions import functions
from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import relation
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import (
    Copy,
    Delete,
    Insert,
    LockTable,
    Merge,
    MergeAction,
    Select,
    Statement,
    Truncate,
    Update,
)

#: PostgreSQL manual, 13.3.1 "Table-Level Locks", in the order of the numbers in storage/lockdefs.h.
_MODES = (
    "",
    "access share",
    "row share",
    "row exclusive",
    "share update exclusive",
    "share",
    "share row exclusive",
    "exclusive",
    "access exclusive",
)


def _select(node: Node, _: Source) -> Iterator[Statement]:
    if "intoClause" in node:
        yield selected_into(node["intoClause"])
    else:
        yield Select(functions=functions(node))


def _insert(node: Node, _: Source) -> Iterator[Statement]:
    select = node.get("selectStmt", {}).get("SelectStmt")
    source = "default" if select is None else "values" if "valuesLists" in select else "select"
    yield Insert(table=relation(node["relation"]), source=source, on_conflict="onConflictClause" in node)


def _update(node: Node, _: Source) -> Iterator[Statement]:
    targets = [item["ResTarget"]["name"] for item in node["targetList"]]
    yield Update(
        table=relation(node["relation"]),
        where=has_condition(node.get("whereClause")),
        bounded=is_bounded(node, node["relation"], node.get("fromClause", [])),
        columns=tuple(dict.fromkeys(targets)),
    )


def _delete(node: Node, _: Source) -> Iterator[Statement]:
    yield Delete(
        table=relation(node["relation"]),
        where=has_condition(node.get("whereClause")),
        bounded=is_bounded(node, node["relation"], node.get("usingClause", [])),
    )


def _merge(node: Node, _: Source) -> Iterator[Statement]:
    joined = has_condition(node["joinCondition"])
    clauses = [item["MergeWhenClause"] for item in node["mergeWhenClauses"]]
    yield Merge(table=relation(node["relation"]), actions=tuple(_action(clause, joined) for clause in clauses))


def _action(clause: Node, joined: bool) -> MergeAction:
    when = clause["matchKind"].removeprefix("MERGE_WHEN_").replace("_", " ").lower()
    where = has_condition(clause.get("condition")) or (joined and when == "matched")
    return MergeAction(clause["commandType"].removeprefix("CMD_").lower(), when, where)


def _truncate(node: Node, _: Source) -> Iterator[Statement]:
    for item in node["relations"]:
        yield Truncate(table=relation(item["RangeVar"]), cascade=node.get("behavior") == "DROP_CASCADE")


def _lock(node: Node, _: Source) -> Iterator[Statement]:
    for item in node["relations"]:
        yield LockTable(table=relation(item["RangeVar"]), mode=_MODES[node["mode"]])


def copy(node: Node) -> Copy:
    """COPY. With a query instead of a table there is no table to name."""
    reads = node.get("is_from", False)
    table = relation(node["relation"]) if "relation" in node else ""
    return Copy(table=table, reads_file=reads, writes_file=not reads)


HANDLERS: dict[str, Handler] = {
    "DeleteStmt": _delete,
    "InsertStmt": _insert,
    "LockStmt": _lock,
    "MergeStmt": _merge,
    "SelectStmt": _select,
    "TruncateStmt": _truncate,
    "UpdateStmt": _update,
}
