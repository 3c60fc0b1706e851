"""CREATE TABLE and CREATE INDEX."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.parse_columns import column, constraint, unenforced
from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import relation
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import CreateIndex, CreateObject, CreateTable, Index, Statement


def create_table(node: Node, source: Source) -> Iterator[Statement]:
    """CREATE TABLE with a list of columns, also as a partition or of a type."""
    elements = node.get("tableElts", ())
    definitions = [item["ColumnDef"] for item in elements if "ColumnDef" in item]
    tables = [constraint(item["Constraint"], source) for item in elements if "Constraint" in item]
    yield CreateTable(
        table=relation(node["relation"]),
        columns=tuple(column(definition, source) for definition in definitions),
        constraints=(*tables, *(found for definition in definitions for found in unenforced(definition, source))),
        if_not_exists=node.get("if_not_exists", False),
        copied="ofTypename" in node or any("TableLikeClause" in item for item in elements),
        kind="partition" if "partbound" in node else _kind(node["relation"]),
    )


def create_table_as(node: Node, _: Source) -> Iterator[Statement]:
    """CREATE TABLE … AS, and CREATE MATERIALIZED VIEW."""
    into, exists = node["into"], node.get("if_not_exists", False)
    if node.get("objtype") == "OBJECT_MATVIEW":
        yield CreateObject(kind="materialized_view", name=relation(into["rel"]), if_not_exists=exists)
    else:
        yield selected_into(into, if_not_exists=exists)


def selected_into(into: Node, *, if_not_exists: bool = False) -> CreateTable:
    """The table that an IntoClause makes."""
    table = into["rel"]
    return CreateTable(table=relation(table), copied=True, kind=_kind(table), if_not_exists=if_not_exists)


def create_index(node: Node, _: Source) -> Iterator[Statement]:
    """CREATE INDEX. The tree says btree where nothing is stated."""
    elements = [item["IndexElem"] for item in node["indexParams"]]
    included = [item["IndexElem"] for item in node.get("indexIncludingParams", ())]
    method = node["accessMethod"]
    index = Index(
        name=node.get("idxname", ""),
        columns=_names(elements),
        unique=node.get("unique", False),
        method="" if method == "btree" else method,
        predicate="whereClause" in node,
        expressions=any("expr" in element for element in elements),
        include=_names(included),
    )
    yield CreateIndex(
        table=relation(node["relation"]),
        index=index,
        concurrently=node.get("concurrent", False),
        if_not_exists=node.get("if_not_exists", False),
        only=not node["relation"].get("inh", False),
    )


def _names(elements: list[Node]) -> tuple[str, ...]:
    return tuple(element["name"] for element in elements if "name" in element)


def _kind(table: Node) -> str:
    temporary = table.get("relpersistence") == "t" or table.get("schemaname") == "pg_temp"
    return "temporary" if temporary else "table"


HANDLERS: dict[str, Handler] = {
    "CreateStmt": create_table,
    "IndexStmt": create_index,
}
