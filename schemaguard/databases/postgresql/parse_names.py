"""Names in the syntax tree as schemaguard writes them. The parser has folded case and removed quotes already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_types import type_name

#: ObjectType of the PostgreSQL sources (parsenodes.h), without OBJECT_, where lower case is not our word for it.
_KINDS = {
    "FDW": "foreign_data_wrapper",
    "FOREIGN_SERVER": "server",
    "LARGEOBJECT": "large_object",
    "MATVIEW": "materialized_view",
    "OPCLASS": "operator_class",
    "OPFAMILY": "operator_family",
    "STATISTIC_EXT": "statistics",
    "TABCONSTRAINT": "constraint",
    "DOMCONSTRAINT": "constraint",
    "TSCONFIGURATION": "text_search_configuration",
    "TSDICTIONARY": "text_search_dictionary",
    "TSPARSER": "text_search_parser",
    "TSTEMPLATE": "text_search_template",
}
#: Objects that are named together with what they belong to: its name comes first.
_MEMBERS = frozenset({"policy", "rule", "trigger", "constraint"})
#: Objects whose name comes after that of an access method.
_IN_ACCESS_METHODS = frozenset({"operator_class", "operator_family"})


def kind(object_type: str) -> str:
    """Our word for an ObjectType: ``materialized_view`` for ``OBJECT_MATVIEW``."""
    word = object_type.removeprefix("OBJECT_")
    return _KINDS.get(word, word.lower())


def strings(nodes: Iterable[Node]) -> list[str]:
    """The texts of a list of String nodes."""
    return [node["String"].get("sval", "") for node in nodes if "String" in node]


def qualified(parts: Sequence[str]) -> str:
    """A dotted name. The database's own name and the schema ``public`` are left out."""
    kept = parts[-2:]
    return ".".join(kept[1:] if kept[0] == "public" and len(kept) > 1 else kept)


def relation(node: Node) -> str:
    """The name of a RangeVar: a table, a view, an index …"""
    return qualified([part for part in (node.get("schemaname"), node.get("relname", "")) if part is not None])


def renamed(name: str, to: str) -> str:
    """The new name of something that stays in its schema."""
    schema, dot, _ = name.rpartition(".")
    return f"{schema}{dot}{to}"


def role(node: Node) -> str:
    """The name of a role, also of one that is not called by its name, such as CURRENT_USER."""
    named: str | None = node.get("rolename")
    return named or str(node["roletype"]).removeprefix("ROLESPEC_").lower()


def any_name(value: object) -> str:
    """A name in whichever form the tree holds it: text, a list of texts, a RangeVar, a RoleSpec, a routine."""
    if isinstance(value, list):
        return qualified(strings(value)) if value else ""
    if not isinstance(value, dict):
        return str(value or "")
    if "roletype" in value:
        return role(value)
    return any_name(value["objname"]) if "objname" in value else relation(value)


def object_name(what: str, node: Node) -> tuple[str, str | None]:
    """The name of any object of kind ``what``, and for members of a table (or domain) the table's name."""
    ((node_type, body),) = node.items()
    if node_type == "List":
        return _listed(what, body["items"])
    if node_type == "String":
        return body.get("sval", ""), None
    if node_type == "TypeName":
        return qualified(strings(body["names"])), None
    if node_type == "Integer":
        return str(body.get("ival", 0)), None
    return any_name(body), None


def _listed(what: str, items: list[Node]) -> tuple[str, str | None]:
    types = [type_name(item["TypeName"]) or "" for item in items if "TypeName" in item]
    parts = strings(items)
    if what == "cast":
        return " as ".join(types), None
    if what == "transform":
        return " ".join(types + parts), None
    if types:
        return parts[-1], types[0]
    if what in _MEMBERS and len(parts) > 1:
        return parts[-1], qualified(parts[:-1])
    return qualified(parts[1:] if what in _IN_ACCESS_METHODS else parts), None
