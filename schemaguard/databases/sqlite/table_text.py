"""What only the text of a CREATE TABLE says, and no pragma: checks, names, collations, conflict clauses and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from schemaguard.databases.grammar import Node
from schemaguard.databases.sqlite import normalize
from schemaguard.databases.sqlite.parse import grammar, lexer
from schemaguard.databases.tokens import Fragment, Token
from schemaguard.schema.objects import Options


@dataclass(slots=True)
class ColumnText:
    """What a column's own text says."""

    collation: str = ""
    #: The expression, for a generated column.
    generated: Sequence[Token] = ()
    #: What an INSERT does where NOT NULL is broken.
    on_conflict: str = ""


@dataclass(slots=True)
class KeyText:
    """A primary key, unique constraint or foreign key."""

    name: str
    columns: tuple[str, ...]
    on_conflict: str = ""
    deferred: bool = False
    match: str = ""


@dataclass(slots=True)
class TableText:
    """A whole table. Names of columns are folded."""

    #: False: the text is not understood.
    known: bool = True
    columns: dict[str, ColumnText] = field(default_factory=dict)
    primary: KeyText | None = None
    autoincrement: bool = False
    uniques: list[KeyText] = field(default_factory=list)
    #: In the order they are stated.
    foreign_keys: list[KeyText] = field(default_factory=list)
    checks: list[tuple[str, Sequence[Token]]] = field(default_factory=list)

    def column(self, name: str) -> ColumnText:
        """What is said about a column."""
        return self.columns.get(normalize.folded(name)) or ColumnText()

    def collation(self, column: str | None) -> str:
        """How values of a column are compared; None is an expression."""
        return self.column(column or "").collation or "BINARY"


@lru_cache(maxsize=1000)
def read(sql: str) -> TableText:
    """Read the text of a table. Raises grammar.Unreadable. Nobody changes what it gives: it is kept.

    A rehearsal reads a database three times for each migration, and most tables are as they were.
    """
    root = grammar().read(Fragment(sql, lexer().read(sql), sql), ("create_table",))
    found = TableText()
    for child in root.children:
        if child.key == "column":
            _read_column(found, child)
        elif child.key in _CONSTRAINTS:
            _CONSTRAINTS[child.key](found, child)
    return found


def module(sql: str) -> Options:
    """What a virtual table is made by, and with which arguments. Raises Unreadable."""
    root = grammar().read(Fragment(sql, lexer().read(sql), sql), ("create_virtual",))
    given = root.one("arguments")
    found = {"module": normalize.folded(root.value("engine"))}
    if given and len(given.tokens) > 2:
        found["arguments"] = normalize.body(given.tokens[1:-1])
    return tuple(sorted(found.items()))


def keeps_rows_elsewhere(sql: str) -> bool:
    """Whether a virtual table has an argument "content=…": it indexes a table of somebody else, or keeps no rows.

    sqlite.org, "FTS5", sections 4.4.1 and 4.4.3; "FTS3 and FTS4", section 6.2.
    """
    tokens = lexer().read(sql)
    return any(
        token.word == "CONTENT" and before.text in ("(", ",") and after.text == "="
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _read_column(table: TableText, node: Node) -> None:
    name = normalize.folded(node.value("name"))
    column = table.columns[name] = ColumnText()
    for symbol, child, conflict in _attributes(node):
        if child.key == "not_null":
            column.on_conflict = conflict
        elif child.key == "collation":
            column.collation = child.value().upper()
        elif child.key == "generated":
            column.generated = _generated(child)
        elif child.key == "primary":
            table.primary = KeyText(symbol, (name,), conflict)
        elif child.key == "auto":
            table.autoincrement = True
        elif child.key == "unique_key":
            table.uniques.append(KeyText(symbol, (name,), conflict))
        elif child.key == "check":
            table.checks.append((symbol, _condition(child)))
        elif child.key == "references":
            table.foreign_keys.append(_foreign_key(symbol, (name,), child))


def _attributes(node: Node) -> Iterator[tuple[str, Node, str]]:
    """Each attribute of a column with its name and its conflict clause, which stand before and behind it."""
    symbol = ""
    for child, following in zip(node.children, [*node.children[1:], None], strict=True):
        if child.key == "symbol":
            symbol = child.value()
        elif child.key not in ("name", "resolution"):
            yield symbol, child, _resolution(following)
            symbol = ""


def _resolution(node: Node | None) -> str:
    """A conflict clause; empty for ABORT, which is the default."""
    words = node.words().upper() if node and node.key == "resolution" else ""
    return "" if words == "ABORT" else words


def _generated(node: Node) -> Sequence[Token]:
    return node.tokens[:-1] if node.tokens[-1].word in ("STORED", "VIRTUAL") else node.tokens


def _condition(node: Node) -> Sequence[Token]:
    found = node.one("condition")
    return found.tokens if found else ()


def _foreign_key(symbol: str, columns: tuple[str, ...], node: Node) -> KeyText:
    """sqlite.org, "SQLite Foreign Key Support", section 4.2: only one spelling makes a constraint deferred."""
    deferred = node.has("deferrable") and node.has("deferred")
    match = node.value("match").upper()
    return KeyText(symbol, columns, deferred=deferred, match="" if match == "SIMPLE" else match)


def _columns(node: Node) -> tuple[str, ...]:
    return tuple(normalize.folded(child.value()) for child in node.all("column"))


def _read_primary_key(table: TableText, node: Node) -> None:
    table.primary = KeyText(node.value("name"), _columns(node), _resolution(node.one("resolution")))
    table.autoincrement = table.autoincrement or node.has("auto")


def _read_unique(table: TableText, node: Node) -> None:
    table.uniques.append(KeyText(node.value("name"), _columns(node), _resolution(node.one("resolution"))))


def _read_check(table: TableText, node: Node) -> None:
    table.checks.append((node.value("name"), _condition(node)))


def _read_foreign_key(table: TableText, node: Node) -> None:
    references = node.one("references")
    if references:
        table.foreign_keys.append(_foreign_key(node.value("name"), _columns(node), references))


_CONSTRAINTS = {
    "primary_key": _read_primary_key,
    "unique": _read_unique,
    "check": _read_check,
    "foreign_key": _read_foreign_key,
}
