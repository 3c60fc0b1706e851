"""What a WHERE leaves over: everything, a bounded number of rows, or something in between."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import strings

_COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: The text does not tell which column is the primary key. Django calls it ``id`` unless told otherwise;
#: ``ctid`` is where a row lies, unique as well.
_KEYS = frozenset({"id", "ctid"})


def has_condition(where: Node | None) -> bool:
    """Whether there is a WHERE, and not one that is always true."""
    return where is not None and _truth(where) is not True


def is_bounded(statement: Node, table: Node, others: list[Node]) -> bool:
    """Whether an UPDATE or DELETE touches a bounded number of rows: certain keys, a range of keys, or a LIMIT."""
    where = statement.get("whereClause")
    if where is None:
        return False
    reader = _Reader(_names(table), frozenset(_limited_sources(statement, others)))
    parts = list(_conjuncts(where))
    sides = {side for part in parts if (side := reader.side(part))}
    return {"<", ">"} <= sides or any(reader.pins(part) for part in parts)


def _truth(node: Node) -> bool | None:
    """The value of a condition that needs no row; None where it needs one or where nobody looks that far."""
    ((kind, body),) = node.items()
    if kind == "A_Const":
        return bool(body["boolval"].get("boolval")) if "boolval" in body else None
    if kind == "A_Expr" and body.get("kind") == "AEXPR_OP":
        return _compared(body)
    if kind == "BoolExpr":
        return _combined(body["boolop"], [_truth(part) for part in body["args"]])
    return None


def _combined(boolop: str, values: list[bool | None]) -> bool | None:
    if boolop == "NOT_EXPR":
        return None if values[0] is None else not values[0]
    # One TRUE decides an OR, one FALSE an AND.
    decisive = boolop == "OR_EXPR"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _compared(body: Node) -> bool | None:
    compare = _COMPARE.get("".join(strings(body["name"])))
    left, right = _value(body.get("lexpr")), _value(body.get("rexpr"))
    if compare is None or left is None or type(left) is not type(right):
        return None
    return bool(compare(left, right))


def _value(node: Node | None) -> int | str | None:
    constant = (node or {}).get("A_Const", {})
    if "ival" in constant:
        return int(constant["ival"].get("ival", 0))
    return str(constant["sval"].get("sval", "")) if "sval" in constant else None


def _conjuncts(node: Node) -> Iterator[Node]:
    body = node.get("BoolExpr")
    if body is not None and body["boolop"] == "AND_EXPR":
        for part in body["args"]:
            yield from _conjuncts(part)
    else:
        yield node


def _names(table: Node) -> frozenset[str]:
    alias = table.get("alias", {}).get("aliasname")
    return frozenset({alias or table.get("relname", "")})


def _limited_sources(statement: Node, others: list[Node]) -> Iterator[str]:
    """The names in FROM, USING or WITH that stand for a SELECT with a LIMIT."""
    limited: set[str] = set()
    for cte in statement.get("withClause", {}).get("ctes", ()):
        if _is_limited(cte["CommonTableExpr"]["ctequery"], frozenset(limited)):
            limited.add(cte["CommonTableExpr"]["ctename"])
    yield from limited
    for other in others:
        if "RangeVar" in other and other["RangeVar"].get("relname") in limited:
            yield from _names(other["RangeVar"])
        elif "RangeSubselect" in other and _is_limited(other["RangeSubselect"]["subquery"], frozenset(limited)):
            yield from _names(other["RangeSubselect"])


def _is_limited(query: Node, limited: frozenset[str]) -> bool:
    select = query.get("SelectStmt", {})
    limit = select.get("limitCount")
    if limit is not None and not limit.get("A_Const", {}).get("isnull"):
        return True
    sources = select.get("fromClause", ())
    return len(sources) == 1 and sources[0].get("RangeVar", {}).get("relname") in limited


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads parts of one WHERE. ``table`` is what the table is called there, ``limited`` what has a LIMIT."""

    table: frozenset[str]
    limited: frozenset[str]

    def pins(self, part: Node) -> bool:
        """Whether this part alone allows a bounded number of rows."""
        ((kind, body),) = part.items()
        if kind == "CurrentOfExpr":
            return True
        if kind == "SubLink":
            return self._any_of(body, body.get("testexpr"))
        if kind != "A_Expr" or not self._is_key(body.get("lexpr")):
            return False
        right = body.get("rexpr", {})
        if body["kind"] in ("AEXPR_IN", "AEXPR_BETWEEN") and strings(body["name"]) != ["<>"]:
            return all(_is_given(item) for item in right.get("List", {}).get("items", ()))
        if strings(body["name"]) != ["="]:
            return False
        if body["kind"] == "AEXPR_OP_ANY":
            return _is_given(right) or self._any_of(right.get("SubLink", {}), body.get("lexpr"))
        return body["kind"] == "AEXPR_OP" and (_is_given(right) or self._is_limited_column(right))

    def side(self, part: Node) -> str:
        """ "<" or ">" for a key compared with a value, which bounds a range on that side."""
        body = part.get("A_Expr", {})
        if body.get("kind") != "AEXPR_OP":
            return ""
        name, left, right = "".join(strings(body["name"])), body.get("lexpr"), body.get("rexpr")
        if self._is_key(right) and _is_given(left):
            name, left, right = _MIRRORED.get(name, ""), right, left
        if name in _MIRRORED and self._is_key(left) and _is_given(right):
            return name[0]
        return ""

    def _is_key(self, node: Node | None) -> bool:
        names = _column(node)
        return bool(names) and names[-1] in _KEYS and (len(names) == 1 or names[-2] in self.table)

    def _is_limited_column(self, node: Node) -> bool:
        names = _column(node)
        return len(names) > 1 and names[-2] in self.limited

    def _any_of(self, sublink: Node, key: Node | None) -> bool:
        kinds = ("ANY_SUBLINK", "ARRAY_SUBLINK")
        return (
            sublink.get("subLinkType") in kinds
            and strings(sublink.get("operName", ())) in ([], ["="])
            and self._is_key(key)
            and _is_limited(sublink["subselect"], self.limited)
        )


def _column(node: Node | None) -> list[str]:
    return strings((node or {}).get("ColumnRef", {}).get("fields", ()))


def _is_given(node: Node | None) -> bool:
    """Whether a value is written down or sent along, so that it does not come from rows."""
    if not node:
        return False
    ((kind, body),) = node.items()
    if kind == "TypeCast":
        return _is_given(body["arg"])
    if kind == "A_ArrayExpr":
        return all(_is_given(item) for item in body.get("elements", ()))
    return kind in ("A_Const", "ParamRef")
