"""Statements about tables of MySQL and MariaDB, from syntax trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from schemaguard.databases.grammar import Node
from schemaguard.databases.mysql.parse_columns import column, constraint, default, index
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterConstraint,
    AlterTable,
    AttachPartition,
    Column,
    Constraint,
    CreateIndex,
    CreateTable,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropPartition,
    DropTable,
    Index,
    Maintenance,
    RenameColumn,
    RenameIndex,
    RenameTable,
    Statement,
    Truncate,
    ValidateConstraint,
)

Builder: TypeAlias = Callable[[Node], Iterable[Statement]]
#: What one action of ALTER TABLE means for the table named first.
Action: TypeAlias = Callable[[str, Node], Iterable[Statement]]

_KEYS = ("primary_key", "unique", "foreign_key", "check")


def _create_table(node: Node) -> Iterator[Statement]:
    table = node.value("table")
    if node.has("or_replace"):
        yield DropTable(table=table, if_exists=True)
    yield CreateTable(
        table=table,
        columns=tuple(column(child) for child in node.all("column")),
        constraints=tuple(constraint(child) for child in node.children if child.key in _KEYS),
        indexes=tuple(index(child) for child in node.all("index")),
        if_not_exists=node.has("if_not_exists"),
        copied=node.has("copied"),
        kind="temporary" if node.has("temporary") else "table",
        engine=next((child.value("value").lower() for child in node.all("engine")), ""),
    )


def _drop_table(node: Node) -> Iterator[Statement]:
    for table in node.all("table"):
        yield DropTable(
            table=table.value(),
            cascade=node.has("cascade"),
            if_exists=node.has("if_exists"),
            kind="temporary" if node.has("temporary") else "table",
        )


def _create_index(node: Node) -> Iterator[Statement]:
    table, made = node.value("table"), index(node)
    if node.has("or_replace"):
        yield DropIndex(table=table, index=Index(name=made.name), if_exists=True)
    built = CreateIndex(table=table, index=made, if_not_exists=node.has("if_not_exists"))
    yield _tuned(built, *_tuning(node))


def _drop_key(table: str, node: Node) -> Iterator[Statement]:
    if node.value("name").upper() == "PRIMARY":
        yield DropConstraint(table=table, constraint=Constraint(kind="primary_key"))
    else:
        yield DropIndex(table=table, index=Index(name=node.value("name")), if_exists=node.has("if_exists"))


def _alter_table(node: Node) -> Iterator[Statement]:
    table, tuning = node.value("table"), _tuning(node)
    actions = [child for child in node.children if child.key in _ACTIONS]
    for action in actions:
        for statement in _ACTIONS[action.key](table, action):
            yield _tuned(statement, *tuning)
    if not actions:
        yield _tuned(AlterTable(table=table, what="other"), *tuning)


def _tuning(node: Node) -> tuple[str, str]:
    """ALGORITHM and LOCK. ALTER ONLINE TABLE is MariaDB's other word for LOCK=NONE."""
    algorithm, lock = node.one("algorithm"), node.one("lock")
    unstated = "none" if node.has("online") else ""
    return algorithm.words("value") if algorithm else "", lock.words("value") if lock else unstated


def _tuned(statement: Statement, algorithm: str, lock: str) -> Statement:
    tunable = (AddColumn, AddConstraint, AlterColumn, AlterTable, CreateIndex, DropColumn, DropIndex)
    return replace(statement, algorithm=algorithm, lock=lock) if isinstance(statement, tunable) else statement


def _whole(what: str) -> Action:
    """A change of the table as a whole, with its words as the detail."""
    return lambda table, node: [AlterTable(table=table, what=what, detail=node.words())]


def _option(what: str) -> Action:
    """A table option, with its value as the detail."""
    return lambda table, node: [AlterTable(table=table, what=what, detail=node.value("value").lower())]


def _add_constraint(table: str, node: Node) -> Iterator[Statement]:
    yield AddConstraint(table=table, constraint=constraint(node))


def _drop_constraint(kind: str) -> Action:
    def build(table: str, node: Node) -> Iterator[Statement]:
        dropped = Constraint(kind=kind, name=node.value("name"))
        yield DropConstraint(table=table, constraint=dropped, if_exists=node.has("if_exists"))

    return build


def _modify(table: str, node: Node) -> Iterator[Statement]:
    """MODIFY and CHANGE state the whole column anew; ``changed`` holds what they spell out."""
    after = column(node)
    if node.has("old") and node.value("old") != after.name:
        yield RenameColumn(table=table, column=node.value("old"), to=after.name)
    stated = {
        "type": True,
        "null": node.has("not_null") or node.has("null"),
        "default": node.has("default"),
        "collation": after.collation is not None,
        "charset": after.charset is not None,
        "identity": after.identity,
        "generated": after.generated is not None,
        "comment": after.comment is not None,
        "check": after.check,
        "position": bool(after.position),
    }
    changed = frozenset(what for what, given in stated.items() if given)
    yield AlterColumn(table=table, before=None, after=after, changed=changed)


def _set_default(table: str, node: Node) -> Iterator[Statement]:
    class_of_default, text = default(node)
    after = Column(name=node.value("name"), default=class_of_default, default_text=text)
    yield AlterColumn(table=table, before=None, after=after, changed=frozenset({"default"}))


def _drop_column(table: str, node: Node) -> Iterator[Statement]:
    dropped = Column(name=node.value("name"))
    yield DropColumn(table=table, column=dropped, cascade=node.has("cascade"), if_exists=node.has("if_exists"))


def _enforce(table: str, node: Node) -> Iterator[Statement]:
    """ENFORCED makes MySQL check every row, NOT ENFORCED is quick (manual, "ALTER TABLE Statement")."""
    kind = AlterConstraint if node.has("not") else ValidateConstraint
    yield kind(table=table, name=node.value("name"))


def _partitions(*, truncate: bool) -> Action:
    return lambda table, node: [
        DropPartition(table=table, partition=part.value(), truncate=truncate) for part in node.all("partition")
    ]


_ACTIONS: dict[str, Action] = {
    "column": lambda table, node: [
        AddColumn(table=table, column=column(node), if_not_exists=node.has("if_not_exists"))
    ],
    "index": lambda table, node: [CreateIndex(table=table, index=index(node), if_not_exists=node.has("if_not_exists"))],
    **dict.fromkeys(_KEYS, _add_constraint),
    "change": _modify,
    "modify": _modify,
    "set_default": _set_default,
    "drop_column": _drop_column,
    "drop_key": _drop_key,
    "drop_primary": _drop_constraint("primary_key"),
    "drop_foreign": _drop_constraint("foreign_key"),
    "drop_check": _drop_constraint("check"),
    "drop_constraint": _drop_constraint(""),
    "enforce": _enforce,
    "rename_column": lambda table, node: [RenameColumn(table=table, column=node.value("old"), to=node.value("to"))],
    "rename_key": lambda table, node: [RenameIndex(table=table, name=node.value("old"), to=node.value("to"))],
    "rename_table": lambda table, node: [RenameTable(table=table, to=node.value("to"))],
    "drop_partition": _partitions(truncate=False),
    "truncate_partition": _partitions(truncate=True),
    "tend_partition": lambda table, node: [Maintenance(verb=node.words("verb"), table=table)],
    "attach": lambda table, node: [AttachPartition(table=table, partition=node.value("table"))],
    "detach": lambda table, node: [DetachPartition(table=table, partition=node.value("partition"))],
    "partitioning": _whole("partitioning"),
    "tablespace": _whole("tablespace"),
    "charset": _whole("charset"),
    "force": _whole("force_rebuild"),
    "other": _whole("other"),
    "block_size": _whole("row_format"),
    # Instant, measured on MariaDB 10.11: options, the visibility of an index or a column, DISABLE KEYS.
    "metadata": _whole("storage_parameters"),
    "engine": _option("engine"),
    "row_format": _option("row_format"),
    "auto_increment": _option("auto_increment"),
    "comment": lambda table, node: [AlterTable(table=table, what="comment", detail=node.value("value"))],
}

BUILDERS: dict[str, Builder] = {
    "create_table": _create_table,
    "alter_table": _alter_table,
    "drop_table": _drop_table,
    "rename_tables": lambda node: [
        RenameTable(table=pair.value("old"), to=pair.value("to")) for pair in node.all("rename")
    ],
    "truncate": lambda node: [Truncate(table=node.value("table"))],
    "create_index": _create_index,
    "drop_index": lambda node: [
        _tuned(statement, *_tuning(node)) for statement in _drop_key(node.value("table"), node)
    ],
}
