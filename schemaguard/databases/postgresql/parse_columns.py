"""Columns and constraints of the syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.parse_expressions import columns, first_position, proven_not_null, volatility
from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import any_name, relation, strings
from schemaguard.databases.postgresql.parse_source import Source
from schemaguard.databases.postgresql.parse_types import is_serial, type_name
from schemaguard.statements import Column, Constraint, Reference

_KINDS = {
    "CONSTR_CHECK": "check",
    "CONSTR_EXCLUSION": "exclude",
    "CONSTR_FOREIGN": "foreign_key",
    "CONSTR_NOTNULL": "not_null",
    "CONSTR_PRIMARY": "primary_key",
    "CONSTR_UNIQUE": "unique",
}
#: The letters of the grammar. "a" is NO ACTION, also where nothing is stated.
_ACTIONS = {"a": "", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}


def column(node: Node, source: Source) -> Column:
    """A ColumnDef with the constraints written beside it."""
    parts = {part["contype"]: part for part, attributes in _parts(node) if "NOT_ENFORCED" not in attributes}
    serial = is_serial(node.get("typeName", {}))
    identity = serial or "CONSTR_IDENTITY" in parts
    default, text = _default(node, parts, source)
    return Column(
        name=node["colname"],
        type=type_name(node.get("typeName", {})),
        null=not (identity or "CONSTR_NOTNULL" in parts or "CONSTR_PRIMARY" in parts),
        default=default,
        default_text=text,
        primary_key="CONSTR_PRIMARY" in parts,
        unique="CONSTR_UNIQUE" in parts,
        collation=collation(node),
        generated=_generated(parts.get("CONSTR_GENERATED")),
        identity=identity,
        references=_reference(parts.get("CONSTR_FOREIGN")),
        check="CONSTR_CHECK" in parts,
    )


def unenforced(node: Node, source: Source) -> Iterator[Constraint]:
    """Constraints beside a column that are NOT ENFORCED: like those of the table, they are not checked on any row."""
    for part, attributes in _parts(node):
        if "NOT_ENFORCED" in attributes:
            named = {"fk_attrs": [{"String": {"sval": node["colname"]}}], **part}
            yield constraint({**named, "skip_validation": True}, source)


def constraint(node: Node, source: Source) -> Constraint:
    """A Constraint of a table."""
    kind = _KINDS[node["contype"]]
    elements = [item["List"]["items"][0]["IndexElem"] for item in node.get("exclusions", ())]
    return Constraint(
        kind=kind,
        name=node.get("conname", ""),
        columns=_constrained(node, elements),
        references=_reference(node if kind == "foreign_key" else None),
        validated=not node.get("skip_validation", False),
        using_index="indexname" in node,
        deferrable=node.get("deferrable", False),
        condition="where_clause" in node,
        expressions=any("expr" in element for element in elements),
        text=source.after(b"CHECK", node["location"]) if kind == "check" else "",
        not_null=proven_not_null(node.get("raw_expr")) if kind == "check" else (),
    )


def collation(node: Node) -> str | None:
    """The collation a ColumnDef states."""
    clause = node.get("collClause")
    return any_name(clause["collname"]) if clause else None


def default_of(expression: Node | None, source: Source) -> tuple[str | None, str]:
    """What ALTER COLUMN … SET DEFAULT sets: how it is computed, and its text."""
    if expression is None:
        return None, ""
    kind = volatility(expression)
    return kind, source.default_before(first_position(expression)) if kind else ""


def _parts(node: Node) -> list[tuple[Node, set[str]]]:
    """The constraints beside a column, each with the attributes that the grammar lists after it."""
    found: list[tuple[Node, set[str]]] = []
    for item in node.get("constraints", ()):
        part = item["Constraint"]
        if part["contype"].startswith("CONSTR_ATTR_"):
            if found:
                found[-1][1].add(part["contype"].removeprefix("CONSTR_ATTR_"))
        else:
            found.append((part, set()))
    return found


def _default(node: Node, parts: dict[str, Node], source: Source) -> tuple[str | None, str]:
    part = parts.get("CONSTR_DEFAULT")
    if part is None:
        return None, ""
    kind = volatility(part["raw_expr"])
    if kind is None:
        return None, ""
    neighbours = [item["Constraint"] for item in node["constraints"]] + [node.get("collClause", {})]
    stops = {place for item in neighbours if (place := item.get("location", -1)) > part["location"]}
    return kind, source.default(part["location"], stops)


def _generated(part: Node | None) -> str | None:
    if part is None:
        return None
    # PostgreSQL 18 knows "v" as well, and takes it where nothing is stated. Older servers refuse the statement then.
    return "virtual" if part.get("generated_kind") == "v" else "stored"


def _reference(part: Node | None) -> Reference | None:
    if part is None:
        return None
    return Reference(
        table=relation(part["pktable"]),
        columns=tuple(strings(part.get("pk_attrs", ()))),
        on_delete=_ACTIONS[part["fk_del_action"]],
        on_update=_ACTIONS[part["fk_upd_action"]],
        full=part.get("fk_matchtype") == "f",
    )


def _constrained(node: Node, elements: list[Node]) -> tuple[str, ...]:
    if "raw_expr" in node:
        return columns(node["raw_expr"])
    if elements:
        return tuple(element["name"] for element in elements if "name" in element)
    return tuple(strings(node.get("keys", ()) or node.get("fk_attrs", ())))
