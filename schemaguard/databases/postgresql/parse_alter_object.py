"""RENAME of anything, enumerations, domains, and ALTER of everything that is not a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import any_name, kind, object_name, relation, renamed, role
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import (
    AddEnumValue,
    AlterConstraint,
    AlterDomain,
    AlterObject,
    AlterTable,
    RenameColumn,
    RenameEnumValue,
    RenameIndex,
    RenameTable,
    Statement,
)

#: The letters that the grammar gives to the actions of ALTER DOMAIN.
_DOMAIN_ACTIONS = {"O": "set_not_null", "C": "add_constraint", "V": "validate", "X": "drop_constraint"}


@dataclass(frozen=True, slots=True)
class _Alter:
    """A statement that changes one object, with its name in the field ``named``."""

    kind: str
    named: str
    what: str = ""

    def __call__(self, node: Node, _: Source) -> Iterator[Statement]:
        yield AlterObject(kind=self.kind, name=any_name(node[self.named]), what=self.what)


def _rename(node: Node, _: Source) -> Iterator[Statement]:
    what, name, to = kind(node["renameType"]), _altered_name(node, "renameType"), node["newname"]
    if what == "table":
        yield RenameTable(table=name, to=renamed(name, to))
    elif what == "index":
        yield RenameIndex(name=name, to=renamed(name, to))
    elif what == "column":
        yield RenameColumn(table=name, column=node["subname"], to=to)
    elif what == "attribute":
        yield AlterObject(kind="type", name=name, what="rename_attribute", to=to)
    elif node["renameType"] == "OBJECT_DOMCONSTRAINT":
        yield AlterDomain(domain=name, what="other")
    elif what == "constraint":
        yield AlterConstraint(table=name, name=node["subname"], to=to)
    elif "relation" in node and "subname" in node:
        # Triggers, policies and rules: "relation" is their table.
        yield AlterObject(kind=what, name=node["subname"], what="rename", to=to)
    else:
        yield AlterObject(kind=what, name=name, what="rename", to=renamed(name, to))


def _altered_name(node: Node, type_field: str) -> str:
    if "relation" in node:
        return relation(node["relation"])
    if "object" in node:
        return object_name(kind(node[type_field]), node["object"])[0]
    return str(node["subname"])


def _owner(node: Node, _: Source) -> Iterator[Statement]:
    name = _altered_name(node, "objectType")
    yield AlterObject(kind=kind(node["objectType"]), name=name, what="owner", to=role(node["newowner"]))


def _set_schema(node: Node, _: Source) -> Iterator[Statement]:
    what, name, to = kind(node["objectType"]), _altered_name(node, "objectType"), node["newschema"]
    if what == "table":
        yield AlterTable(table=name, what="schema", detail=to)
    else:
        yield AlterObject(kind=what, name=name, what="schema", to=to)


def _depends(node: Node, _: Source) -> Iterator[Statement]:
    member = node.get("object")
    name = object_name("", member)[0] if member else relation(node["relation"])
    yield AlterObject(kind=kind(node["objectType"]), name=name, what="depends", to=node["extname"]["sval"])


def _enum(node: Node, _: Source) -> Iterator[Statement]:
    name = any_name(node["typeName"])
    if "oldVal" in node:
        yield RenameEnumValue(type=name, value=node["oldVal"], to=node["newVal"])
    else:
        yield AddEnumValue(type=name, value=node["newVal"])


def _domain(node: Node, _: Source) -> Iterator[Statement]:
    constraint = node.get("def", {}).get("Constraint", {})
    what = _DOMAIN_ACTIONS.get(node["subtype"], "other")
    if what == "add_constraint" and constraint.get("contype") == "CONSTR_NOTNULL":
        what = "set_not_null"
    yield AlterDomain(domain=any_name(node["typeName"]), what=what, validated=not constraint.get("skip_validation"))


def _extension(node: Node, _: Source) -> Iterator[Statement]:
    versions = [any_name(item["DefElem"]["arg"]["String"]["sval"]) for item in node.get("options", ())]
    yield AlterObject(kind="extension", name=node["extname"], what="update", to="".join(versions))


def _extension_contents(node: Node, _: Source) -> Iterator[Statement]:
    member = object_name(kind(node["objtype"]), node["object"])[0]
    yield AlterObject(kind="extension", name=node["extname"], what="add" if node["action"] == 1 else "drop", to=member)


def _routine(node: Node, _: Source) -> Iterator[Statement]:
    yield AlterObject(kind=kind(node["objtype"]), name=any_name(node["func"]))


def _move_all(node: Node, _: Source) -> Iterator[Statement]:
    # ALTER TABLE ALL IN TABLESPACE: every table in it is written anew, whatever it is called.
    to = node["new_tablespacename"]
    yield AlterObject(kind="tablespace", name=node["orig_tablespacename"], what="move_all", to=to)


def _reassign_owned(node: Node, _: Source) -> Iterator[Statement]:
    for item in node["roles"]:
        yield AlterObject(kind="owned", name=role(item["RoleSpec"]), what="owner", to=role(node["newrole"]))


HANDLERS: dict[str, Handler] = {
    "AlterCollationStmt": _Alter("collation", "collname", "refresh_version"),
    "AlterDatabaseRefreshCollStmt": _Alter("database", "dbname", "refresh_version"),
    "AlterDatabaseStmt": _Alter("database", "dbname"),
    "AlterDomainStmt": _domain,
    "AlterEnumStmt": _enum,
    "AlterEventTrigStmt": _Alter("event_trigger", "trigname"),
    "AlterExtensionContentsStmt": _extension_contents,
    "AlterExtensionStmt": _extension,
    "AlterFdwStmt": _Alter("foreign_data_wrapper", "fdwname"),
    "AlterForeignServerStmt": _Alter("server", "servername"),
    "AlterFunctionStmt": _routine,
    "AlterObjectDependsStmt": _depends,
    "AlterObjectSchemaStmt": _set_schema,
    "AlterOpFamilyStmt": _Alter("operator_family", "opfamilyname"),
    "AlterOperatorStmt": _Alter("operator", "opername"),
    "AlterOwnerStmt": _owner,
    "AlterPolicyStmt": _Alter("policy", "policy_name"),
    "AlterPublicationStmt": _Alter("publication", "pubname"),
    "AlterRoleStmt": _Alter("role", "role"),
    "AlterSeqStmt": _Alter("sequence", "sequence"),
    "AlterStatsStmt": _Alter("statistics", "defnames"),
    "AlterSubscriptionStmt": _Alter("subscription", "subname"),
    "AlterTSConfigurationStmt": _Alter("text_search_configuration", "cfgname"),
    "AlterTSDictionaryStmt": _Alter("text_search_dictionary", "dictname"),
    "AlterTableMoveAllStmt": _move_all,
    "AlterTableSpaceOptionsStmt": _Alter("tablespace", "tablespacename", "storage_parameters"),
    "AlterTypeStmt": _Alter("type", "typeName"),
    "AlterUserMappingStmt": _Alter("user_mapping", "user"),
    "ReassignOwnedStmt": _reassign_owned,
    "RenameStmt": _rename,
}
