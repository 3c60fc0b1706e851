"""Tables and views, with everything that belongs to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.databases.postgresql.normalize import as_made, options_of
from schemaguard.databases.postgresql.read_columns import Columns
from schemaguard.databases.postgresql.read_constraints import ENABLED, Constraints
from schemaguard.databases.postgresql.read_indexes import Indexes
from schemaguard.databases.postgresql.rows import Relation
from schemaguard.databases.postgresql.view_bodies import view_body
from schemaguard.schema.objects import Options, Policy, Rule, Statistics, Table, Trigger, View

_KINDS = {"p": "partitioned", "f": "foreign"}
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_STATISTICS = {"d": "ndistinct", "f": "dependencies", "m": "mcv", "e": "expressions"}
_REPLICA = {"n": "nothing", "f": "full"}
#: ENABLE and FORCE ROW LEVEL SECURITY.
_SECURITY = {(False, False): "", (True, False): "on", (True, True): "forced", (False, True): "forced, but off"}
#: Persistence, row level security, its force, and replica identity of nearly every table.
_USUAL = ("p", False, False, "d")


@dataclass
class Parts:
    """What belongs to relations, by their oid."""

    columns: Columns
    indexes: Indexes
    constraints: Constraints
    triggers: dict[int, list[Trigger]] = field(default_factory=lambda: defaultdict(list))
    policies: dict[int, list[Policy]] = field(default_factory=lambda: defaultdict(list))
    rules: dict[int, list[Rule]] = field(default_factory=lambda: defaultdict(list))
    statistics: dict[int, list[Statistics]] = field(default_factory=lambda: defaultdict(list))
    #: Names of the parents, in order.
    parents: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def read(self, catalogue: Catalogue, names: Mapping[int, str], switched: Iterable[Row]) -> None:
        """Fill in what is rare. ``names`` are the qualified names of relations."""
        self._read_triggers(catalogue)
        self._read_switched(switched)
        self._read_policies(catalogue, names)
        self._read_statistics(catalogue)
        for oid, parent in catalogue.rows("inheritance"):
            self.parents[oid].append(names.get(parent, "?"))

    def _read_triggers(self, catalogue: Catalogue) -> None:
        comments, owned = catalogue.comments("pg_trigger"), catalogue.owned("pg_trigger")
        for oid, table, name, definition, enabled in catalogue.rows("triggers"):
            if oid not in owned:
                comment, needed = comments.get((oid, 0), ""), tuple(sorted(catalogue.needed("pg_trigger", oid)))
                self.triggers[table].append(Trigger(name, as_made(definition), ENABLED[enabled], needed, comment))
        comments, owned = catalogue.comments("pg_rewrite"), catalogue.owned("pg_rewrite")
        for oid, table, name, definition, enabled in catalogue.rows("rules"):
            if oid not in owned:
                self.rules[table].append(Rule(name, as_made(definition), ENABLED[enabled], comments.get((oid, 0), "")))

    def _read_switched(self, switched: Iterable[Row]) -> None:
        """What is switched on one partition only. Its constraints are those of the partitioned table."""
        for table, _constraint, name, is_internal, enabled, of_parent in switched:
            if not is_internal or of_parent:
                what = "enforces a constraint" if is_internal else "as on the partitioned table"
                self.triggers[table].append(Trigger(name, what, ENABLED[enabled] or "enabled"))

    def _read_policies(self, catalogue: Catalogue, names: Mapping[int, str]) -> None:
        comments = catalogue.comments("pg_policy")
        for oid, table, name, command, permissive, roles, using, with_check in catalogue.rows("policies"):
            if table in names:
                comment = comments.get((oid, 0), "")
                policy = Policy(
                    name,
                    _COMMANDS[command],
                    permissive,
                    tuple(roles),
                    as_made(using or ""),
                    as_made(with_check or ""),
                    comment,
                )
                self.policies[table].append(policy)

    def _read_statistics(self, catalogue: Catalogue) -> None:
        comments = catalogue.comments("pg_statistic_ext")
        for oid, table, name, namespace, kinds, elements, target in catalogue.rows("statistics"):
            words = tuple(sorted(_STATISTICS[kind] for kind in kinds if kind != "e"))
            options = () if target is None else (("statistics", str(target)),)
            comment = comments.get((oid, 0), "")
            named = catalogue.qualified(namespace, name)
            self.statistics[table].append(Statistics(named, (elements,), words, options, comment, _chosen(name)))


def read_tables(catalogue: Catalogue, relations: Mapping[int, Relation], parts: Parts) -> Iterator[tuple[int, Table]]:
    """All tables that no extension owns, with their oids."""
    comments, owned = catalogue.comments("pg_class"), catalogue.owned("pg_class")
    for oid, row in relations.items():
        if row.kind in "rpf" and oid not in owned:
            constraints = parts.constraints.of.get(oid, {})
            is_partition, parents = row.partition_bound is not None, tuple(parts.parents.get(oid, ()))
            table = Table(
                row.name,
                catalogue.schemas[row.namespace],
                _KINDS.get(row.kind, ""),
                tuple(parts.columns.of.get(oid, ())),
                tuple(constraints.get("primary_key", ())),
                tuple(constraints.get("uniques", ())),
                tuple(constraints.get("checks", ())),
                tuple(constraints.get("exclusions", ())),
                tuple(constraints.get("foreign_keys", ())),
                tuple(parts.indexes.of.get(oid, ())),
                tuple(parts.triggers.get(oid, ())),
                tuple(parts.policies.get(oid, ())),
                tuple(parts.rules.get(oid, ())),
                tuple(parts.statistics.get(oid, ())),
                partition_by=(row.definition or "") if row.kind == "p" else "",
                partition_of=parents[0] if is_partition else "",
                partition_bound=row.partition_bound or "",
                inherits=() if is_partition else parents,
                options=_options(row, parts.indexes.replica.get(oid, "")),
                comment=comments.get((oid, 0), ""),
            )
            yield oid, table


def read_views(catalogue: Catalogue, relations: Mapping[int, Relation], parts: Parts) -> Iterator[tuple[int, View]]:
    """All views that no extension owns, with their oids."""
    comments, owned = catalogue.comments("pg_class"), catalogue.owned("pg_class")
    for oid, row in relations.items():
        if row.kind in "vm" and oid not in owned:
            materialized = row.kind == "m"
            view = View(
                row.name,
                catalogue.schemas[row.namespace],
                "materialized" if materialized else "",
                view_body(as_made(row.definition or ""), catalogue.major),
                tuple(parts.indexes.of.get(oid, ())),
                tuple(parts.triggers.get(oid, ())),
                tuple(parts.rules.get(oid, ())),
                tuple(parts.statistics.get(oid, ())),
                _options(row, "")
                + _of_columns(parts, oid, materialized=materialized)
                + tuple(sorted(catalogue.needed("pg_class", oid))),
                comments.get((oid, 0), ""),
            )
            yield oid, view


def _of_columns(parts: Parts, oid: int, *, materialized: bool) -> Options:
    """What a view's columns have of their own: defaults, or storage and statistics."""
    found = []
    for column in parts.columns.of.get(oid, ()):
        texts = [f"{name} {value}" for name, value in column.options]
        if not materialized and column.default:
            texts.append(f"default {column.default}")
        if column.comment:
            texts.append(f"comment {column.comment}")
        if texts:
            found.append((f"column.{column.name}", ", ".join(texts)))
    return tuple(sorted(found))


def _options(row: Relation, replica_index: str) -> Options:
    if _is_usual(row):
        return ()
    found = (
        options_of(row.options) + options_of(row.toast_options, "toast.") + options_of(row.foreign_options, "foreign.")
    )
    named = {
        "persistence": "unlogged" if row.persistence == "u" else "",
        "row_security": _SECURITY[row.secured, row.forced],
        "replica_identity": _replica_identity(row, replica_index),
        "access_method": row.access_method,
        "tablespace": row.tablespace,
        "of_type": row.of_type,
    }
    return tuple(sorted([*found, *((name, text) for name, text in named.items() if text)]))


def _is_usual(row: Relation) -> bool:
    """Whether a table has no options at all, as most have none."""
    rare = (row.options, row.toast_options, row.access_method, row.tablespace, row.of_type, row.foreign_options)
    return not any(rare) and (row.persistence, row.secured, row.forced, row.replica_identity) == _USUAL


def _replica_identity(row: Relation, index: str) -> str:
    """Which columns of an old row logical replication sends. Views and foreign tables have no such thing."""
    if row.kind not in "rp":
        return ""
    return f"index {index}" if row.replica_identity == "i" else _REPLICA.get(row.replica_identity, "")


def _chosen(name: str) -> bool:
    """Whether the server chose the name of extended statistics: table, columns, "stat", a number where it is taken."""
    return re.search(r"_stat\d*$", name) is not None
