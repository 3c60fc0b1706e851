"""From PostgreSQL's syntax tree to schemaguard's statements."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql import (
    parse_alter,
    parse_alter_object,
    parse_create,
    parse_drop,
    parse_objects,
    parse_rows,
    parse_session,
)
from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import Block, CreateObject, Opaque, Select, Statement

#: These run the statements in their WITH. In a WITH further inside, the server refuses statements that write.
_WITH = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def translate(node: Node, source: Source) -> Iterator[Statement]:
    """What one statement of the tree does, in the order in which it does it."""
    ((node_type, body),) = node.items()
    handler = HANDLERS.get(node_type)
    if handler is None:
        yield Opaque(reason=f"{node_type} is not known")
        return
    if node_type in _WITH:
        for item in body.get("withClause", {}).get("ctes", ()):
            query = item["CommonTableExpr"]["ctequery"]
            if "SelectStmt" not in query:
                yield from translate(query, source)
    yield from handler(body, source)


def _explain(node: Node, source: Source) -> Iterator[Statement]:
    if parse_session.option(node.get("options", []), "analyze"):
        yield from translate(node["query"], source)
    else:
        yield Select()


def _prepare(node: Node, source: Source) -> Iterator[Statement]:
    # It runs later, by EXECUTE. Here is the only place that says what.
    yield from translate(node["query"], source)


def _copy(node: Node, source: Source) -> Iterator[Statement]:
    if "query" in node:
        yield from _writes(node["query"], source)
    yield parse_rows.copy(node)


def _create_table_as(node: Node, source: Source) -> Iterator[Statement]:
    yield from _writes(node["query"], source)
    yield from parse_create.create_table_as(node, source)


def _writes(query: Node, source: Source) -> Iterator[Statement]:
    """What a query does besides giving rows to the statement around it."""
    return (statement for statement in translate(query, source) if not isinstance(statement, (Select, Block)))


def _create_schema(node: Node, source: Source) -> Iterator[Statement]:
    exists = node.get("if_not_exists", False)
    name = parse_objects.schema_name(node)
    yield CreateObject(kind="schema", name=name, if_not_exists=exists)
    for element in node.get("schemaElts", ()):
        yield from translate(_inside(element, name), source)


def _inside(element: Node, schema: str) -> Node:
    """What CREATE SCHEMA creates is created in that schema, though it does not say so."""
    ((node_type, body),) = element.items()
    for field in ("relation", "view", "sequence"):
        if field in body and "schemaname" not in body[field]:
            return {node_type: {**body, field: {**body[field], "schemaname": schema}}}
    return element


HANDLERS: dict[str, Handler] = {
    **parse_alter.HANDLERS,
    **parse_alter_object.HANDLERS,
    **parse_create.HANDLERS,
    **parse_drop.HANDLERS,
    **parse_objects.HANDLERS,
    **parse_rows.HANDLERS,
    **parse_session.HANDLERS,
    "CopyStmt": _copy,
    "CreateSchemaStmt": _create_schema,
    "CreateTableAsStmt": _create_table_as,
    "DeclareCursorStmt": _prepare,
    "ExplainStmt": _explain,
    "PrepareStmt": _prepare,
}
