"""ALTER TABLE: one statement for each action."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schemaguard.databases.postgresql import parse_alter_column
from schemaguard.databases.postgresql.parse_columns import column, constraint, unenforced
from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import kind, qualified, relation, role, strings
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterConstraint,
    AlterObject,
    AlterTable,
    AttachPartition,
    Column,
    Constraint,
    DetachPartition,
    DropColumn,
    DropConstraint,
    Opaque,
    Statement,
    ValidateConstraint,
)

#: Actions on the table as a whole: AlterTableType of the PostgreSQL sources (parsenodes.h) without AT_,
#: our word, and what else there is to say.
_WHOLE = {
    "ClusterOn": ("cluster", "on"),
    "DropCluster": ("cluster", "off"),
    "SetLogged": ("logged", ""),
    "SetUnLogged": ("unlogged", ""),
    "SetAccessMethod": ("access_method", ""),
    "SetTableSpace": ("tablespace", ""),
    "SetRelOptions": ("storage_parameters", "set"),
    "ResetRelOptions": ("storage_parameters", "reset"),
    "ChangeOwner": ("owner", ""),
    "AddInherit": ("inherit", ""),
    "DropInherit": ("inherit", "no"),
    "ReplicaIdentity": ("replica_identity", ""),
    "EnableRowSecurity": ("row_security", "enable"),
    "DisableRowSecurity": ("row_security", "disable"),
    "ForceRowSecurity": ("row_security", "force"),
    "NoForceRowSecurity": ("row_security", "no force"),
    "EnableTrig": ("triggers", "enable"),
    "EnableAlwaysTrig": ("triggers", "enable always"),
    "EnableReplicaTrig": ("triggers", "enable replica"),
    "DisableTrig": ("triggers", "disable"),
    "EnableTrigAll": ("triggers", "enable all"),
    "DisableTrigAll": ("triggers", "disable all"),
    "EnableTrigUser": ("triggers", "enable user"),
    "DisableTrigUser": ("triggers", "disable user"),
    "EnableRule": ("other", "enable rule"),
    "EnableAlwaysRule": ("other", "enable always rule"),
    "EnableReplicaRule": ("other", "enable replica rule"),
    "DisableRule": ("other", "disable rule"),
    "DropOids": ("other", "without oids"),
    "AddOf": ("other", "of"),
    "DropOf": ("other", "not of"),
    "GenericOptions": ("other", "options"),
    "AlterColumnGenericOptions": ("other", "column options"),
}
_IDENTITIES = {"n": "nothing", "f": "full", "d": "default", "i": "index"}
#: What is altered in anything that is not a table, where its columns have no word of their own.
_COLUMN_ACTIONS = {"AddColumn": "add_column", "DropColumn": "drop_column"}
_ATTRIBUTE_ACTIONS = {"AddColumn": "add_attribute", "DropColumn": "drop_attribute"}

Action = Callable[[str, Node, Source], Iterator[Statement]]


def alter_table(node: Node, source: Source) -> Iterator[Statement]:
    """ALTER TABLE, and ALTER INDEX, VIEW, SEQUENCE, TYPE and FOREIGN TABLE, which the grammar treats as one."""
    table, what = relation(node["relation"]), kind(node["objtype"])
    for item in node.get("cmds", ()):
        command = item["AlterTableCmd"]
        action = command["subtype"].removeprefix("AT_")
        if what != "table":
            yield _alter_other(what, table, action, command)
        elif action in _WHOLE:
            word, detail = _WHOLE[action]
            yield AlterTable(table=table, what=word, detail=" ".join(filter(None, (detail, _detail(command)))))
        elif action in _ACTIONS:
            yield from _ACTIONS[action](table, command, source)
        else:
            yield Opaque(reason=f"ALTER TABLE action {action} is not known")


def _alter_other(what: str, name: str, action: str, command: Node) -> Statement:
    if action in _WHOLE:
        return AlterObject(kind=what, name=name, what=_WHOLE[action][0], to=_detail(command))
    if action == "AttachPartition":
        partition = relation(command["def"]["PartitionCmd"]["name"])
        return AlterObject(kind=what, name=name, what="attach_partition", to=partition)
    if what == "type":
        return AlterObject(kind=what, name=name, what=_ATTRIBUTE_ACTIONS.get(action, "alter_attribute"))
    return AlterObject(kind=what, name=name, what=_COLUMN_ACTIONS.get(action, "alter_column"))


def _detail(command: Node) -> str:
    """What an action names: a tablespace, an index, a role, storage parameters …"""
    if "newowner" in command:
        return role(command["newowner"])
    ((node_type, body),) = command.get("def", {"": {}}).items()
    if node_type == "List":
        return ", ".join(_option(item["DefElem"]) for item in body["items"])
    if node_type == "RangeVar":
        return relation(body)
    if node_type == "TypeName":
        return qualified(strings(body["names"]))
    if node_type == "ReplicaIdentityStmt":
        return " ".join(filter(None, (_IDENTITIES[body["identity_type"]], body.get("name"))))
    return str(command.get("name", ""))


def _option(element: Node) -> str:
    name = ".".join(filter(None, (element.get("defnamespace"), element["defname"])))
    if "arg" not in element:
        return name
    ((node_type, body),) = element["arg"].items()
    if node_type == "TypeName":
        return f"{name}={qualified(strings(body['names']))}"
    values = [value for key, value in body.items() if key != "location"]
    return f"{name}={values[0] if values else 0}"


def _add_column(table: str, command: Node, source: Source) -> Iterator[Statement]:
    definition = command["def"]["ColumnDef"]
    exists = command.get("missing_ok", False)
    yield AddColumn(table=table, column=column(definition, source), if_not_exists=exists)
    for found in unenforced(definition, source):
        yield AddConstraint(table=table, constraint=found)


def _drop_column(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield DropColumn(
        table=table,
        column=Column(name=command["name"]),
        cascade=_cascades(command),
        if_exists=command.get("missing_ok", False),
    )


def _add_constraint(table: str, command: Node, source: Source) -> Iterator[Statement]:
    yield AddConstraint(table=table, constraint=constraint(command["def"]["Constraint"], source))


def _drop_constraint(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield DropConstraint(
        table=table,
        constraint=Constraint(kind="", name=command["name"]),
        cascade=_cascades(command),
        if_exists=command.get("missing_ok", False),
    )


def _validate_constraint(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield ValidateConstraint(table=table, name=command["name"])


def _alter_constraint(table: str, command: Node, _: Source) -> Iterator[Statement]:
    altered = command["def"]["ATAlterConstraint"]
    yield AlterConstraint(table=table, name=altered["conname"])
    if altered.get("alterEnforceability") and altered.get("is_enforced"):
        # PostgreSQL 18: a foreign key that becomes ENFORCED is checked on all rows at once.
        yield ValidateConstraint(table=table, name=altered["conname"])


def _attach_partition(table: str, command: Node, _: Source) -> Iterator[Statement]:
    yield AttachPartition(table=table, partition=relation(command["def"]["PartitionCmd"]["name"]))


def _detach_partition(table: str, command: Node, _: Source) -> Iterator[Statement]:
    # FINALIZE completes a concurrent detach that was interrupted.
    partition = command["def"]["PartitionCmd"]
    concurrently = partition.get("concurrent", False) or command["subtype"] == "AT_DetachPartitionFinalize"
    yield DetachPartition(table=table, partition=relation(partition["name"]), concurrently=concurrently)


def _cascades(command: Node) -> bool:
    return command.get("behavior") == "DROP_CASCADE"


_ACTIONS: dict[str, Action] = {
    **parse_alter_column.ACTIONS,
    "AddColumn": _add_column,
    "DropColumn": _drop_column,
    "AddConstraint": _add_constraint,
    "DropConstraint": _drop_constraint,
    "ValidateConstraint": _validate_constraint,
    "AlterConstraint": _alter_constraint,
    "AttachPartition": _attach_partition,
    "DetachPartition": _detach_partition,
    "DetachPartitionFinalize": _detach_partition,
}

HANDLERS: dict[str, Handler] = {"AlterTableStmt": alter_table}
