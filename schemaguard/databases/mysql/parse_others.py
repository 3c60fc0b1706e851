"""Statements about other objects, the session and the server of MySQL and MariaDB, from syntax trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemaguard.databases.grammar import Node
from schemaguard.databases.mysql.parse_rows import BUILDERS as ROW_BUILDERS
from schemaguard.databases.mysql.parse_tables import BUILDERS as TABLE_BUILDERS
from schemaguard.databases.mysql.parse_tables import Builder
from schemaguard.statements import (
    AlterObject,
    Block,
    CreateObject,
    DropObject,
    Grant,
    LockTable,
    Maintenance,
    SetParameter,
    Statement,
    Transaction,
)


def _kind(node: Node) -> str:
    """SCHEMA is another word for DATABASE here."""
    kind = node.words("kind")
    return "database" if kind == "schema" else kind


def _create(node: Node) -> Iterator[Statement]:
    yield CreateObject(
        kind=_kind(node),
        name=node.value("name"),
        replace=node.has("or_replace"),
        if_not_exists=node.has("if_not_exists"),
        table=node.value("table") or None,
    )


def _drop(node: Node) -> Iterator[Statement]:
    for name in node.all("name"):
        yield DropObject(
            kind=_kind(node), name=name.value(), cascade=node.has("cascade"), if_exists=node.has("if_exists")
        )


def _alter(node: Node) -> Iterator[Statement]:
    what = "rename" if node.has("to") else "update" if _kind(node) == "view" else ""
    yield AlterObject(kind=_kind(node), name=node.value("name"), what=what, to=node.value("to"))


def _set(node: Node) -> Iterator[SetParameter]:
    for setting in node.all("setting"):
        name = "character set" if setting.has("charset") else setting.value("name").lower()
        scope = setting.words("scope")
        if name.startswith("@@"):
            scope, _, name = name[2:].rpartition(".")
        value = setting.one("value")
        literal = value is not None and len(value.tokens) == 1 and value.tokens[0].kind in ("string", "double")
        yield SetParameter(
            name=name,
            value=setting.value("value") if literal else setting.text("value"),
            permanent=scope in ("global", "persist", "persist_only"),
        )


def _set_statement(node: Node) -> Iterator[Statement]:
    """MariaDB's SET STATEMENT … FOR: for the length of one statement, which runs."""
    for setting in _set(node):
        yield replace(setting, local=True)
    inner = node.children[-1]
    yield from {**TABLE_BUILDERS, **ROW_BUILDERS, **BUILDERS}[inner.key](inner)


def _transaction(verb: str) -> Builder:
    return lambda node: [Transaction(verb=verb)]


def _maintain(node: Node) -> Iterator[Statement]:
    tables: list[str | None] = [child.value() for child in node.all("table")]
    for table in tables or [None]:
        yield Maintenance(verb=node.words("verb"), table=table)


BUILDERS: dict[str, Builder] = {
    "create_object": _create,
    "alter_object": _alter,
    "drop_object": _drop,
    "rename_users": lambda node: [
        AlterObject(kind="user", name=pair.value("old"), what="rename", to=pair.value("to"))
        for pair in node.all("pair")
    ],
    "set_password": lambda node: [AlterObject(kind="user", name=node.value("name"))],
    "prepare": lambda node: [CreateObject(kind="prepared_statement", name=node.value("name"))],
    "deallocate": lambda node: [DropObject(kind="prepared_statement", name=node.value("name"))],
    "execute": lambda node: [Block()],
    "set": _set,
    "set_statement": _set_statement,
    "use": lambda node: [SetParameter(name="database", value=node.value("name"))],
    "begin": _transaction("begin"),
    "savepoint": _transaction("savepoint"),
    "commit": _transaction("commit"),
    "rollback": _transaction("rollback"),
    "lock_tables": lambda node: [
        LockTable(table=item.value("table"), mode=item.words("mode")) for item in node.all("lock_item")
    ],
    "unlock_tables": lambda node: [SetParameter(name="lock_tables", value="none")],
    "tend": _maintain,
    "flush": _maintain,
    "grant": lambda node: [Grant(verb=node.words("verb"))],
    "block": lambda node: [Block()],
}
