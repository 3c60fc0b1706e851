"""What an expression of the syntax tree calls, names and costs."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import qualified, strings
from schemaguard.databases.postgresql.parse_volatility import IMMUTABLE, STABLE, VOLATILE

#: From the best to the worst; an expression is as good as its worst part.
_CLASSES = ("constant", "stable", "unknown", "volatile")
#: Nodes that call no function and read no table: what they are made of decides.
_HARMLESS = frozenset(
    """
    A_ArrayExpr A_Const A_Expr A_Indices A_Indirection BoolExpr BooleanTest CaseExpr CaseWhen CoalesceExpr
    CollateClause Integer JsonArrayConstructor JsonFormat JsonIsPredicate JsonKeyValue JsonObjectConstructor
    JsonOutput JsonReturning JsonValueExpr List MinMaxExpr NamedArgExpr NullTest ParamRef RowExpr String TypeCast
    TypeName
    """.split()
)


def walk(node: object) -> Iterator[tuple[str, Node]]:
    """All typed nodes below (and at) a node, from the top, in the order of the text as far as the tree keeps it."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            for key, value in item.items():
                if key[:1].isupper() and isinstance(value, dict):
                    yield key, value
            waiting += reversed(item.values())


def functions(node: object) -> tuple[str, ...]:
    """The names of the functions that are called, each once."""
    return tuple(dict.fromkeys(function_name(body) for kind, body in walk(node) if kind == "FuncCall"))


def function_name(call: Node) -> str:
    """The name of a function; the schema is left out where it is everybody's."""
    return qualified(strings(call["funcname"])).removeprefix("pg_catalog.")


def columns(node: object) -> tuple[str, ...]:
    """The columns that an expression names, each once."""
    names = (strings(body.get("fields", ()))[-1:] for kind, body in walk(node) if kind == "ColumnRef")
    return tuple(dict.fromkeys(name for part in names for name in part))


def proven_not_null(node: Node | None) -> tuple[str, ...]:
    """The columns of which an expression says IS NOT NULL, alone or joined by AND with more."""
    ((kind, body),) = (node or {"": {}}).items()
    if kind == "BoolExpr" and body["boolop"] == "AND_EXPR":
        return tuple(dict.fromkeys(name for part in body["args"] for name in proven_not_null(part)))
    wanted = "IS_NOT_NULL"
    if kind == "BoolExpr" and body["boolop"] == "NOT_EXPR":
        # The server reads NOT (a IS NULL) as a IS NOT NULL: negate_clause() in clauses.c of its sources.
        ((kind, body),) = body["args"][0].items()
        wanted = "IS_NULL"
    if kind == "NullTest" and body["nulltesttype"] == wanted and "ColumnRef" in body["arg"]:
        return columns(body["arg"])
    return ()


def volatility(node: Node) -> str | None:
    """How a default is computed: "constant", "stable", "volatile" or "unknown". None for NULL: no default at all."""
    if _is_null(node):
        return None
    return max((_class(kind, body) for kind, body in walk(node)), key=_CLASSES.index, default="unknown")


def first_position(node: object) -> int:
    """Where the leftmost part of an expression begins that tells its place; -1 if none does."""
    places = [body["location"] for _, body in walk(node) if body.get("location", -1) > 0]
    return min(places, default=-1)


def _is_null(node: Node) -> bool:
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    return bool(node.get("A_Const", {}).get("isnull"))


def _class(kind: str, body: Node) -> str:
    if kind == "FuncCall":
        return _function_class(function_name(body))
    if kind == "A_Expr" and len(body.get("name", ())) > 1:
        # OPERATOR(schema.+): not a built-in one.
        return "unknown"
    # CURRENT_TIMESTAMP, CURRENT_USER and the like.
    if kind == "SQLValueFunction":
        return "stable"
    return "constant" if kind in _HARMLESS else "unknown"


def _function_class(name: str) -> str:
    if name in VOLATILE:
        return "volatile"
    if name in STABLE:
        return "stable"
    return "constant" if name in IMMUTABLE else "unknown"
