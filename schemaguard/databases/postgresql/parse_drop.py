"""DROP of anything: one statement for each object that is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import any_name, kind, object_name, role
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import DropIndex, DropObject, DropTable, Index, Statement


def drop(node: Node, _: Source) -> Iterator[Statement]:
    """DROP TABLE, DROP INDEX, DROP VIEW, DROP FUNCTION …"""
    what = kind(node["removeType"])
    cascade, exists = node.get("behavior") == "DROP_CASCADE", node.get("missing_ok", False)
    for item in node["objects"]:
        name, table = object_name(what, item)
        if what == "table":
            table_kind = "temporary" if name.startswith("pg_temp.") else "table"
            yield DropTable(table=name, cascade=cascade, if_exists=exists, kind=table_kind)
        elif what == "index":
            concurrently = node.get("concurrent", False)
            yield DropIndex(index=Index(name=name), concurrently=concurrently, cascade=cascade, if_exists=exists)
        else:
            yield DropObject(kind=what, name=name, table=table, cascade=cascade, if_exists=exists)


def drop_roles(node: Node, _: Source) -> Iterator[Statement]:
    """DROP ROLE."""
    for item in node["roles"]:
        yield DropObject(kind="role", name=role(item["RoleSpec"]), if_exists=node.get("missing_ok", False))


def drop_owned(node: Node, _: Source) -> Iterator[Statement]:
    """DROP OWNED BY: everything that a role owns in this database."""
    cascade = node.get("behavior") == "DROP_CASCADE"
    for item in node["roles"]:
        yield DropObject(kind="owned", name=role(item["RoleSpec"]), cascade=cascade)


@dataclass(frozen=True, slots=True)
class _Single:
    """A statement that drops one object, with the object's name in the field ``named``."""

    kind: str
    named: str

    def __call__(self, node: Node, _: Source) -> Iterator[Statement]:
        cascade, exists = node.get("behavior") == "DROP_CASCADE", node.get("missing_ok", False)
        yield DropObject(kind=self.kind, name=any_name(node[self.named]), cascade=cascade, if_exists=exists)


HANDLERS: dict[str, Handler] = {
    "DropStmt": drop,
    "DropRoleStmt": drop_roles,
    "DropOwnedStmt": drop_owned,
    "DropdbStmt": _Single("database", "dbname"),
    "DropSubscriptionStmt": _Single("subscription", "subname"),
    "DropTableSpaceStmt": _Single("tablespace", "tablespacename"),
    "DropUserMappingStmt": _Single("user_mapping", "user"),
}
