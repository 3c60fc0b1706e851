"""The SELECT of a view, spelled as PostgreSQL 16 and later do.

Before 16 the server wrote "table.column" where a query reads one thing only; since then it writes "column" (PostgreSQL
source, ruleutils.c, get_query_def: views no longer list OLD and NEW among the things they read). In subqueries both
write the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Queries of their own, in which nothing differs.
_INNER = frozenset({"SubLink", "RangeSubselect", "CommonTableExpr"})


def view_body(text: str, major: int) -> str:
    """The text of a definition without its semicolon, and without what only older versions write."""
    body = text.strip().removesuffix(";").strip()
    return _without_qualifiers(body) if major < 16 and "." in body else body


def _without_qualifiers(body: str) -> str:
    # The parser's library is loaded only for old servers with views.
    from schemaguard.databases.postgresql.parse_library import Unreadable, parse_tree

    data = body.encode()
    try:
        select = parse_tree(data)[0]["stmt"]["SelectStmt"]
    except (Unreadable, KeyError, IndexError):
        return body
    sources = select.get("fromClause", [])
    if len(sources) != 1 or "JoinExpr" in sources[0]:
        return body
    for start in sorted(_qualified(select), reverse=True):
        data = data[:start] + data[start + _length_of_name(data[start:]) + 1 :]
    return data.decode()


def _qualified(node: Any) -> Iterator[int]:
    """Where the columns "table.column" of this query begin, in bytes."""
    if isinstance(node, list):
        for item in node:
            yield from _qualified(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name == "ColumnRef":
                fields = value["fields"]
                if len(fields) == 2 and "String" in fields[1]:
                    yield value.get("location", 0)
            elif name not in _INNER:
                yield from _qualified(value)


def _length_of_name(data: bytes) -> int:
    """How many bytes the name at the beginning takes, with its quotes."""
    if not data.startswith(b'"'):
        return data.index(b".")
    end = 1
    while data[end : end + 1] != b'"' or data[end + 1 : end + 2] == b'"':
        end += 2 if data[end : end + 1] == b'"' else 1
    return end + 1
