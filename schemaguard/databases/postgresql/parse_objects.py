"""CREATE and COMMENT ON for everything that is neither a table nor an index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import any_name, kind, object_name, relation, role
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.databases.postgresql.parse_types import type_name
from schemaguard.statements import AlterObject, Comment, CreateObject, Statement


@dataclass(frozen=True, slots=True)
class _Create:
    """A statement that creates one object, with its name in the field ``named`` and its table, if any, in ``table``."""

    kind: str
    named: str
    table: str = ""

    def __call__(self, node: Node, _: Source) -> Iterator[Statement]:
        yield _created(node, self.kind, any_name(node[self.named]), relation(node[self.table]) if self.table else None)


def _created(node: Node, what: str, name: str, table: str | None = None) -> CreateObject:
    replace, exists = node.get("replace", False), node.get("if_not_exists", False)
    return CreateObject(kind=what, name=name, table=table, replace=replace, if_not_exists=exists)


def _routine(node: Node, _: Source) -> Iterator[Statement]:
    yield _created(node, "procedure" if node.get("is_procedure") else "function", any_name(node["funcname"]))


def _defined(node: Node, _: Source) -> Iterator[Statement]:
    # Aggregates, operators, base types, collations and text search share one statement.
    yield _created(node, kind(node["kind"]), any_name(node["defnames"]))


def _cast(node: Node, _: Source) -> Iterator[Statement]:
    yield _created(node, "cast", f"{type_name(node['sourcetype'])} as {type_name(node['targettype'])}")


def _transform(node: Node, _: Source) -> Iterator[Statement]:
    yield _created(node, "transform", f"{type_name(node['type_name'])} {node['lang']}")


def _foreign_table(node: Node, _: Source) -> Iterator[Statement]:
    yield _created(node["base"], "foreign_table", relation(node["base"]["relation"]))


def _statistics(node: Node, _: Source) -> Iterator[Statement]:
    table = node["relations"][0].get("RangeVar")
    yield _created(node, "statistics", any_name(node.get("defnames")), relation(table) if table else None)


def _comment(node: Node, _: Source) -> Iterator[Statement]:
    yield Comment(kind=kind(node["objtype"]), name=_full_name(node))


def _rule(node: Node, _: Source) -> Iterator[Statement]:
    words = [node["event"].removeprefix("CMD_").lower(), "where" if "whereClause" in node else ""]
    words += ["instead" if node.get("instead") else "also", "something" if node.get("actions") else "nothing"]
    made = _created(node, "rule", node["rulename"], relation(node["relation"]))
    yield replace(made, detail=" ".join(filter(None, words)))


def _security_label(node: Node, _: Source) -> Iterator[Statement]:
    yield AlterObject(kind=kind(node["objtype"]), name=_full_name(node), what="security_label")


def _full_name(node: Node) -> str:
    what = kind(node["objtype"])
    if what == "column":
        # Up to four parts: any_name() would take the table for a schema.
        items = node["object"]["List"]["items"]
        return f"{any_name(items[:-1])}.{any_name(items[-1:])}"
    name, table = object_name(what, node["object"])
    return f"{table}.{name}" if table else name


def schema_name(node: Node) -> str:
    """CREATE SCHEMA may name only the owner, and then that is the schema's name too."""
    return str(node.get("schemaname") or role(node["authrole"]))


HANDLERS: dict[str, Handler] = {
    "CommentStmt": _comment,
    "CompositeTypeStmt": _Create("type", "typevar"),
    "CreateAmStmt": _Create("access_method", "amname"),
    "CreateCastStmt": _cast,
    "CreateConversionStmt": _Create("conversion", "conversion_name"),
    "CreateDomainStmt": _Create("domain", "domainname"),
    "CreateEnumStmt": _Create("type", "typeName"),
    "CreateEventTrigStmt": _Create("event_trigger", "trigname"),
    "CreateExtensionStmt": _Create("extension", "extname"),
    "CreateFdwStmt": _Create("foreign_data_wrapper", "fdwname"),
    "CreateForeignServerStmt": _Create("server", "servername"),
    "CreateForeignTableStmt": _foreign_table,
    "CreateFunctionStmt": _routine,
    "CreateOpClassStmt": _Create("operator_class", "opclassname"),
    "CreateOpFamilyStmt": _Create("operator_family", "opfamilyname"),
    "CreatePLangStmt": _Create("language", "plname"),
    "CreatePolicyStmt": _Create("policy", "policy_name", "table"),
    "CreatePublicationStmt": _Create("publication", "pubname"),
    "CreateRangeStmt": _Create("type", "typeName"),
    "CreateRoleStmt": _Create("role", "role"),
    "CreateSeqStmt": _Create("sequence", "sequence"),
    "CreateStatsStmt": _statistics,
    "CreateSubscriptionStmt": _Create("subscription", "subname"),
    "CreateTableSpaceStmt": _Create("tablespace", "tablespacename"),
    "CreateTransformStmt": _transform,
    "CreateTrigStmt": _Create("trigger", "trigname", "relation"),
    "CreateUserMappingStmt": _Create("user_mapping", "user"),
    "CreatedbStmt": _Create("database", "dbname"),
    "DefineStmt": _defined,
    "ImportForeignSchemaStmt": _Create("foreign_schema", "local_schema"),
    "RuleStmt": _rule,
    "SecLabelStmt": _security_label,
    "ViewStmt": _Create("view", "view"),
}
