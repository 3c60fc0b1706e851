"""Statements about the transaction, the session and the server."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.parse_library import Node
from schemaguard.databases.postgresql.parse_names import relation
from schemaguard.databases.postgresql.parse_source import Handler, Source
from schemaguard.statements import (
    Block,
    Grant,
    Maintenance,
    RefreshView,
    Reindex,
    Select,
    SetParameter,
    Statement,
    Transaction,
)

#: TransactionStmtKind of the PostgreSQL sources (parsenodes.h), without TRANS_STMT_. After PREPARE the session
#: is out of the transaction, like after COMMIT. Rolling back to a savepoint does not end it.
_VERBS = {
    "BEGIN": "begin",
    "START": "begin",
    "COMMIT": "commit",
    "PREPARE": "commit",
    "COMMIT_PREPARED": "commit",
    "ROLLBACK": "rollback",
    "ROLLBACK_PREPARED": "rollback",
    "SAVEPOINT": "savepoint",
    "RELEASE": "savepoint",
    "ROLLBACK_TO": "savepoint",
}


def _transaction(node: Node, _: Source) -> Iterator[Statement]:
    yield Transaction(verb=_VERBS[node["kind"].removeprefix("TRANS_STMT_")])


def _set(node: Node, _: Source) -> Iterator[Statement]:
    yield _parameter(node)


def _set_permanently(node: Node, _: Source) -> Iterator[Statement]:
    yield _parameter(node["setstmt"], permanent=True)


def _parameter(node: Node, *, permanent: bool = False) -> SetParameter:
    """SET and RESET. RESET is SET TO DEFAULT, and RESET ALL is that for everything."""
    name = "all" if node["kind"] == "VAR_RESET_ALL" else node["name"].lower()
    value = ", ".join(_value(item) for item in node.get("args", ()))
    if node["kind"] in ("VAR_SET_DEFAULT", "VAR_RESET", "VAR_RESET_ALL"):
        value = "default"
    elif node["kind"] == "VAR_SET_CURRENT":
        value = "current"
    return SetParameter(name=name, value=value, local=node.get("is_local", False), permanent=permanent)


def _value(node: Node) -> str:
    ((kind, body),) = node.items()
    if kind == "TypeCast":
        return _value(body["arg"])
    if kind == "DefElem":
        # SET TRANSACTION: ISOLATION LEVEL and READ ONLY come as named values.
        return f"{body['defname']}={_value(body['arg'])}"
    for field, default in (("sval", ""), ("fval", ""), ("ival", 0), ("boolval", False)):
        if field in body:
            return str(body[field].get(field, default))
    return ""


def _set_constraints(node: Node, _: Source) -> Iterator[Statement]:
    yield SetParameter(name="constraints", value="deferred" if node.get("deferred") else "immediate", local=True)


def _discard(node: Node, _: Source) -> Iterator[Statement]:
    target = node["target"].removeprefix("DISCARD_").lower()
    yield SetParameter(name="all", value="default") if target == "all" else SetParameter(name="discard", value=target)


def _vacuum(node: Node, _: Source) -> Iterator[Statement]:
    verb = "analyze"
    if node.get("is_vacuumcmd"):
        verb = "vacuum_full" if option(node.get("options", []), "full") else "vacuum"
    for item in node.get("rels", ()):
        yield Maintenance(verb=verb, table=relation(item["VacuumRelation"]["relation"]))
    if "rels" not in node:
        yield Maintenance(verb=verb)


def _cluster(node: Node, _: Source) -> Iterator[Statement]:
    yield Maintenance(verb="cluster", table=relation(node["relation"]) if "relation" in node else None)


def _checkpoint(_: Node, __: Source) -> Iterator[Statement]:
    yield Maintenance(verb="checkpoint")


def _reindex(node: Node, _: Source) -> Iterator[Statement]:
    scope = node["kind"].removeprefix("REINDEX_OBJECT_").lower()
    name = relation(node["relation"]) if "relation" in node else node.get("name", "")
    yield Reindex(name=name, scope=scope, concurrently=option(node.get("params", []), "concurrently"))


def _refresh(node: Node, _: Source) -> Iterator[Statement]:
    yield RefreshView(name=relation(node["relation"]), concurrently=node.get("concurrent", False))


def option(options: list[Node], name: str) -> bool:
    """Whether an option in brackets is on: ``(FULL)``, ``(FULL true)``, ``(FULL 1)``, not ``(FULL off)``."""
    # The last one counts, as in the server.
    for item in reversed(options):
        element = item["DefElem"]
        if element["defname"] == name:
            ((kind, body),) = element.get("arg", {"": {}}).items()
            off = ("false", "off") if kind == "String" else ()
            return not (kind == "Integer" and not body.get("ival")) and body.get("sval", "").lower() not in off
    return False


def _grant(node: Node, _: Source) -> Iterator[Statement]:
    action = node.get("action", node)
    yield Grant(verb="grant" if action.get("is_grant") else "revoke")


def _do(node: Node, _: Source) -> Iterator[Statement]:
    stated = [item["DefElem"] for item in node["args"] if item["DefElem"]["defname"] == "language"]
    yield Block(language=stated[0]["arg"]["String"]["sval"] if stated else "plpgsql")


def _call(_: Node, __: Source) -> Iterator[Statement]:
    yield Block()


def _execute(_: Node, __: Source) -> Iterator[Statement]:
    # What it runs was said by PREPARE, perhaps elsewhere.
    yield Block(language="sql")


def _load(_: Node, __: Source) -> Iterator[Statement]:
    # A library's start-up code runs inside the server.
    yield Block(language="c")


def _harmless(_: Node, __: Source) -> Iterator[Statement]:
    yield Select()


HANDLERS: dict[str, Handler] = {
    "AlterDatabaseSetStmt": _set_permanently,
    "AlterDefaultPrivilegesStmt": _grant,
    "AlterRoleSetStmt": _set_permanently,
    "AlterSystemStmt": _set_permanently,
    "CallStmt": _call,
    "CheckPointStmt": _checkpoint,
    "ClosePortalStmt": _harmless,
    "ClusterStmt": _cluster,
    "ConstraintsSetStmt": _set_constraints,
    "DeallocateStmt": _harmless,
    "DiscardStmt": _discard,
    "DoStmt": _do,
    "ExecuteStmt": _execute,
    "FetchStmt": _harmless,
    "GrantRoleStmt": _grant,
    "GrantStmt": _grant,
    "ListenStmt": _harmless,
    "LoadStmt": _load,
    "NotifyStmt": _harmless,
    "RefreshMatViewStmt": _refresh,
    "ReindexStmt": _reindex,
    "TransactionStmt": _transaction,
    "UnlistenStmt": _harmless,
    "VacuumStmt": _vacuum,
    "VariableSetStmt": _set,
    "VariableShowStmt": _harmless,
}
