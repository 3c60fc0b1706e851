"""Statements about tables of SQLite, from syntax trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from schemaguard.databases.grammar import Node
from schemaguard.databases.sqlite.parse_grammar import RESERVED
from schemaguard.databases.tokens import pieces, volatility
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    Column,
    Constraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Index,
    Reference,
    RenameColumn,
    RenameTable,
    Statement,
)

Builder: TypeAlias = Callable[[Node], Iterable[Statement]]
#: What the action of ALTER TABLE means for the table.
Action: TypeAlias = Callable[[str, Node], Iterable[Statement]]

#: Functions by how they are computed, from https://sqlite.org/deterministic.html and lang_corefunc.html.
_FUNCTIONS = {
    **dict.fromkeys(
        """changes current_date current_time current_timestamp date datetime julianday last_insert_rowid sqlite_version
        strftime time timediff total_changes unixepoch""".split(),
        "stable",
    ),
    **dict.fromkeys(("random", "randomblob"), "volatile"),
    **dict.fromkeys(
        """abs cast char coalesce concat concat_ws format hex if ifnull iif instr json json_array json_object jsonb
        json_quote length lower ltrim max min nullif octet_length printf quote replace round rtrim sign substr
        substring trim typeof unhex unicode upper zeroblob""".split(),
        "constant",
    ),
}
_HARMLESS = frozenset((*RESERVED, "TRUE", "FALSE", "END"))
_KEYS = ("primary_key", "unique", "foreign_key", "check")


def _type(node: Node | None) -> str | None:
    """Lower case, and otherwise as stated: to SQLite INT and INTEGER are not the same."""
    if node is None:
        return None
    given = node.one("arguments")
    if given is None:
        return " ".join(token.value for token in node.tokens).lower()
    words = " ".join(token.value for token in node.tokens[: -len(given.tokens)])
    values = ["".join(token.text for token in part) for part in pieces(given.tokens[1:-1], ",")]
    return f"{words}({', '.join(values)})".lower()


def _default(node: Node) -> tuple[str | None, str]:
    """How the default is computed, and its text. A bare word is a string to SQLite; DEFAULT NULL is no default."""
    given = node.one("default")
    if given is None or given.words() == "null":
        return None, ""
    if len(given.tokens) == 1:
        return "stable" if given.words().startswith("current_") else "constant", given.text()
    return volatility(given.tokens, _FUNCTIONS, _HARMLESS), given.text()


def _column(node: Node) -> Column:
    """A column as stated."""
    class_of_default, text = _default(node)
    generated = node.one("generated")
    return Column(
        name=node.value("name"),
        type=_type(node.one("type")),
        null=not node.has("not_null"),
        default=class_of_default,
        default_text=text,
        primary_key=node.has("primary"),
        unique=node.has("unique_key"),
        collation=node.value("collation").lower() or None,
        generated=generated and ("stored" if generated.has("stored") else "virtual"),
        identity=node.has("auto"),
        references=_reference(node),
        check=node.has("check"),
    )


def _columns(node: Node) -> tuple[str, ...]:
    return tuple(child.value() for child in node.all("column"))


def _reference(node: Node) -> Reference | None:
    found = node.one("references")
    return found and Reference(
        table=found.value("table"),
        columns=_columns(found),
        on_delete=found.words("on_delete"),
        on_update=found.words("on_update"),
    )


def _constraint(node: Node) -> Constraint:
    far = node.one("references")
    return Constraint(
        kind=node.key,
        name=node.value("name"),
        columns=_columns(node),
        references=_reference(node),
        deferrable=far is not None and far.has("deferrable"),
        text=node.text("condition")[1:-1].strip(),
    )


def _create_table(node: Node) -> Iterator[Statement]:
    yield CreateTable(
        table=node.value("table"),
        columns=tuple(_column(child) for child in node.all("column")),
        constraints=tuple(_constraint(child) for child in node.children if child.key in _KEYS),
        if_not_exists=node.has("if_not_exists"),
        copied=node.has("copied"),
        kind="temporary" if node.has("temporary") else "table",
    )


def _drop_table(node: Node) -> Iterator[Statement]:
    """The schema temp belongs to the connection: "Temporary Databases" of SQLite's documentation."""
    table = node.value("table")
    kind = "temporary" if table.lower().startswith("temp.") else "table"
    yield DropTable(table=table, if_exists=node.has("if_exists"), kind=kind)


def _create_virtual(node: Node) -> Iterator[Statement]:
    """The module decides about the columns."""
    yield CreateTable(
        table=node.value("table"),
        if_not_exists=node.has("if_not_exists"),
        copied=True,
        engine=node.value("engine").lower(),
    )


def _create_index(node: Node) -> Iterator[Statement]:
    made = Index(
        name=node.value("name"),
        columns=_columns(node),
        unique=node.has("unique"),
        predicate=node.has("predicate"),
        expressions=node.has("expression"),
    )
    yield CreateIndex(table=node.value("table"), index=made, if_not_exists=node.has("if_not_exists"))


def _alter_table(node: Node) -> Iterator[Statement]:
    for child in node.children:
        if child.key in _ACTIONS:
            yield from _ACTIONS[child.key](node.value("table"), child)


def _not_null(table: str, node: Node) -> Iterator[Statement]:
    after = Column(name=node.value("name"), null=not node.has("set"))
    yield AlterColumn(table=table, before=None, after=after, changed=frozenset({"null"}))


_ACTIONS: dict[str, Action] = {
    "rename_table": lambda table, node: [RenameTable(table=table, to=node.value("to"))],
    "rename_column": lambda table, node: [RenameColumn(table=table, column=node.value("old"), to=node.value("to"))],
    "column": lambda table, node: [AddColumn(table=table, column=_column(node))],
    "check": lambda table, node: [AddConstraint(table=table, constraint=_constraint(node))],
    "drop_column": lambda table, node: [DropColumn(table=table, column=Column(name=node.value("name")))],
    "drop_constraint": lambda table, node: [
        DropConstraint(table=table, constraint=Constraint(kind="", name=node.value("name")))
    ],
    "not_null": _not_null,
}

BUILDERS: dict[str, Builder] = {
    "create_table": _create_table,
    "create_virtual": _create_virtual,
    "alter_table": _alter_table,
    "drop_table": _drop_table,
    "create_index": _create_index,
    "drop_index": lambda node: [DropIndex(index=Index(name=node.value("name")), if_exists=node.has("if_exists"))],
}
