"""Locks: every kind of statement is judged on every database, and what no server here can prove."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard import statements as s
from schemaguard.databases.base import Lock
from schemaguard.databases.mysql.ways import MODES
from schemaguard.databases.registry import database
from schemaguard.target import Target

TARGETS = ["postgresql 14", "mysql 8.4", "mariadb 10.11", "sqlite 3.37", "mongodb 6.0"]
PARENT = s.Reference("parent", ("id",))


def lock(statement: s.Statement, target: str) -> Lock | None:
    chosen = Target.parse(target)
    return database(chosen.vendor).lock(statement, chosen)


def held(statement: s.Statement, target: str) -> Lock:
    found = lock(statement, target)
    assert found is not None
    return found


def column(**known: Any) -> s.Column:
    return s.Column(name="x", **known)


def adding(sql: str = "", algorithm: str = "", lock: str = "", **known: Any) -> s.AddColumn:
    return s.AddColumn(sql=sql, table="t", column=column(**known), algorithm=algorithm, lock=lock)


def altering(*changed: str, sql: str = "", before: str | None = "varchar(20)", **after: Any) -> s.AlterColumn:
    known = {"type": "varchar(20)"} | after
    was = column(type=before) if before else None
    return s.AlterColumn(sql=sql, table="t", before=was, after=column(**known), changed=frozenset(changed))


def constraint(kind: str, **known: Any) -> s.AddConstraint:
    return s.AddConstraint(table="t", constraint=s.Constraint(kind=kind, **known))


#: One of each class. A new class of statements has to be thought of here.
SAMPLES: list[s.Statement] = [
    s.CreateTable(table="t", columns=(column(references=PARENT),)),
    s.DropTable(table="t"),
    s.RenameTable(table="t", to="u"),
    s.AlterTable(table="t", what="comment"),
    s.AddColumn(table="t", column=column()),
    s.DropColumn(table="t", column=column()),
    s.RenameColumn(table="t", column="x", to="y"),
    altering("null", null=False),
    s.CreateIndex(table="t", index=s.Index(name="i", columns=("x",))),
    s.DropIndex(table="t", index=s.Index(name="i", columns=("x",))),
    s.RenameIndex(name="i", to="j", table="t"),
    s.Reindex(name="i"),
    constraint("unique", name="u", columns=("x",)),
    s.DropConstraint(table="t", constraint=s.Constraint(kind="unique", name="u", columns=("x",))),
    s.ValidateConstraint(table="t", name="c"),
    s.AlterConstraint(table="t", name="c"),
    s.AttachPartition(table="t", partition="p"),
    s.DetachPartition(table="t", partition="p"),
    s.DropPartition(table="t", partition="p"),
    s.AddEnumValue(type="mood", value="glad"),
    s.RenameEnumValue(type="mood", value="sad", to="blue"),
    s.AlterDomain(domain="d", what="set_not_null"),
    s.CreateObject(kind="trigger", name="r", table="t"),
    s.DropObject(kind="trigger", name="r", table="t"),
    s.AlterObject(kind="trigger", name="r"),
    s.RefreshView(name="v"),
    s.Update(table="t", where=False),
    s.Delete(table="t", where=False),
    s.Insert(table="t"),
    s.Merge(table="t"),
    s.Truncate(table="t"),
    s.Select(),
    s.Transaction(verb="begin"),
    s.SetParameter(name="lock_timeout"),
    s.LockTable(table="t", mode="exclusive"),
    s.Maintenance(verb="vacuum", table="t"),
    s.Grant(verb="grant"),
    s.Comment(kind="table", name="t"),
    s.Block(),
    s.Copy(table="t"),
    s.Opaque(reason="unknown"),
    s.RunCode(name="code"),
]
#: They touch rows or nothing, or cannot be read: no database names a lock for them.
NEVER = """AddEnumValue RenameEnumValue Update Delete Insert Merge Select Transaction SetParameter Grant Block Copy
Opaque RunCode"""
FREE = {
    "postgresql 14": "DropPartition",
    "mysql 8.4": "CreateTable Reindex AlterDomain AlterObject RefreshView Maintenance Comment",
    "mariadb 10.11": "CreateTable Reindex AlterDomain AlterObject RefreshView Maintenance Comment",
    "sqlite 3.37": """CreateTable AlterTable ValidateConstraint AlterConstraint AttachPartition DetachPartition
    DropPartition AlterDomain CreateObject DropObject AlterObject RefreshView Truncate LockTable Comment""",
    "mongodb 6.0": """CreateTable AlterTable AlterColumn Reindex ValidateConstraint AlterConstraint AttachPartition
    DetachPartition DropPartition AlterDomain CreateObject DropObject AlterObject RefreshView Truncate LockTable
    Maintenance Comment""",
}


def test_samples_are_complete() -> None:
    bases = {s.Statement, s.TableStatement}
    classes = {value for value in vars(s).values() if isinstance(value, type) and issubclass(value, s.Statement)}
    assert {type(sample) for sample in SAMPLES} == classes - bases


@pytest.mark.parametrize("target", TARGETS)
def test_which_statements_take_no_lock_worth_naming(target: str) -> None:
    free = {type(sample).__name__ for sample in SAMPLES if lock(sample, target) is None}
    assert free == {*NEVER.split(), *FREE[target].split()}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_locks_are_consistent(sample: s.Statement, target: str) -> None:
    found = lock(sample, target)
    if found is not None:
        assert found.mode
        # Whatever keeps readers out keeps writers out, and a rewrite is not called a scan as well.
        assert found.blocks_writes or not found.blocks_reads
        assert not (found.scans and found.rewrites)
        assert bool(found.algorithm) <= target.startswith(("mysql", "mariadb"))


# PostgreSQL: the modes themselves are measured in test_locks_postgresql


@pytest.mark.parametrize(
    ("statement", "reads", "writes"),
    [
        (s.AddColumn(table="t", column=column()), True, True),
        (s.CreateIndex(table="t", index=s.Index()), False, True),
        (s.CreateIndex(table="t", index=s.Index(), concurrently=True), False, False),
        (s.Reindex(name="i"), True, True),
        (s.Reindex(name="t", scope="table", concurrently=True), False, False),
        (constraint("foreign_key", references=PARENT), False, True),
        (s.ValidateConstraint(table="t", name="c"), False, False),
        (s.RefreshView(name="v"), True, True),
        (s.RefreshView(name="v", concurrently=True), False, False),
        (s.AttachPartition(table="t", partition="p"), False, False),
        (s.LockTable(table="t", mode="share"), False, True),
        (s.LockTable(table="t", mode="no such mode"), True, True),
        (s.CreateTable(table="t", columns=(column(references=PARENT),)), False, False),
        (s.CreateTable(table="t", kind="partition"), True, True),
    ],
)
def test_whom_postgresql_keeps_waiting(statement: s.Statement, reads: bool, writes: bool) -> None:
    found = held(statement, "postgresql 14")
    assert (found.blocks_reads, found.blocks_writes) == (reads, writes)


@pytest.mark.parametrize(
    ("statement", "others"),
    [
        (adding(references=PARENT), {"parent": "SHARE ROW EXCLUSIVE"}),
        (adding(references=s.Reference("t")), {}),
        (s.DropColumn(table="t", column=column(references=PARENT)), {"parent": "ACCESS EXCLUSIVE"}),
        (constraint("foreign_key", references=PARENT), {"parent": "SHARE ROW EXCLUSIVE"}),
        (s.DropTable(table="t", references=("parent", "t")), {"parent": "ACCESS EXCLUSIVE"}),
        (s.CreateTable(table="t", columns=(column(references=PARENT),)), {"parent": "SHARE ROW EXCLUSIVE"}),
        (altering("type", type="bigint", before="integer", references=PARENT), {"parent": "ACCESS EXCLUSIVE"}),
    ],
)
def test_postgresql_locks_the_far_side(statement: s.Statement, others: dict[str, str]) -> None:
    assert held(statement, "postgresql 14").others == others


@pytest.mark.parametrize(
    ("statement", "scans", "rewrites"),
    [
        (altering("type", type="varchar(50)"), False, False),
        (altering("type", type="varchar(10)"), False, True),
        (altering("type", type="citext"), True, False),
        (altering("type", type="varchar(50)", before=None, sql="ALTER …"), False, True),
        (altering("type", "null", type="varchar(50)", null=False), True, False),
        (altering("null"), False, False),
        (altering("collation", collation="C"), True, False),
        (s.AlterTable(table="t", what="tablespace"), False, True),
        (constraint("primary_key", using_index=True), False, False),
        (constraint(""), True, False),
    ],
)
def test_what_takes_postgresql_time(statement: s.Statement, scans: bool, rewrites: bool) -> None:
    found = held(statement, "postgresql 14")
    assert (found.scans, found.rewrites) == (scans, rewrites)


# MySQL 8.4, by its manual; MariaDB and MySQL 9.7 are measured in test_locks_mariadb and test_locks_mysql

RAW = "ALTER TABLE …"


@pytest.mark.parametrize(
    ("statement", "algorithm", "mode", "scans", "rewrites"),
    [
        (adding(), "instant", "none", False, False),
        (adding(position="first"), "instant", "none", False, False),
        (adding(fill="constant", null=False), "instant", "none", False, False),
        (adding(type="longtext", fill="constant", null=False), "instant", "none", False, False),
        (adding(type="json", fill="callable", null=False), "copy", "shared", False, True),
        (adding(type="integer", default="constant"), "instant", "none", False, False),
        (adding(type="longtext", default="constant"), "copy", "shared", False, True),
        (adding(default="stable"), "copy", "shared", False, True),
        (adding(RAW, default="stable", default_text="now()"), "instant", "none", False, False),
        (adding(RAW, default="constant", default_text="(1 + 1)"), "copy", "shared", False, True),
        (adding(default="volatile"), "copy", "shared", False, True),
        (adding(generated="virtual"), "instant", "none", False, False),
        (adding(generated="stored"), "copy", "shared", False, True),
        (adding(identity=True), "inplace", "shared", False, True),
        (adding(unique=True), "inplace", "none", False, True),
        (adding(index=True), "inplace", "none", True, False),
        (adding(check=True), "copy", "shared", False, True),
        (adding(references=PARENT), "copy", "shared", False, True),
        # Read and ignored.
        (adding(RAW, references=PARENT), "instant", "none", False, False),
        (s.DropColumn(table="t", column=column()), "instant", "none", False, False),
        (s.DropColumn(table="t", column=column(unique=True)), "inplace", "none", False, True),
        (s.DropColumn(table="t", column=column(generated="stored")), "inplace", "none", False, True),
        (s.RenameColumn(table="t", column="x", to="y"), "instant", "none", False, False),
        (altering("null"), "inplace", "none", False, True),
        (altering("default"), "instant", "none", False, False),
        (altering("comment", "default"), "instant", "none", False, False),
        (altering("position"), "inplace", "none", False, True),
        (altering("collation"), "copy", "shared", False, True),
        (altering("type", type="varchar(60)"), "inplace", "none", False, False),
        (altering("type", type="varchar(70)"), "copy", "shared", False, True),
        (altering("type", type="enum('a','b')", before="enum('a')"), "instant", "none", False, False),
        (altering("identity", identity=True), "copy", "shared", False, True),
        (altering("identity"), "copy", "shared", False, True),
        (s.CreateIndex(table="t", index=s.Index()), "inplace", "none", True, False),
        (s.CreateIndex(table="t", index=s.Index(expressions=True)), "inplace", "shared", True, False),
        (s.CreateIndex(table="t", index=s.Index(expressions=True, unique=True)), "copy", "shared", False, True),
        (s.CreateIndex(table="t", index=s.Index(method="fulltext")), "inplace", "shared", True, False),
        (s.DropIndex(table="t", index=s.Index()), "inplace", "none", False, False),
        (s.RenameIndex(table="t", name="i", to="j"), "inplace", "none", False, False),
        (constraint("unique"), "inplace", "none", True, False),
        (constraint("primary_key"), "inplace", "none", False, True),
        (constraint("check"), "copy", "shared", False, True),
        (constraint("check", validated=False), "instant", "none", False, False),
        (s.ValidateConstraint(table="t", name="c"), "copy", "shared", False, True),
        (s.AlterConstraint(table="t", name="c"), "instant", "none", False, False),
        (s.AlterTable(table="t", what="engine", detail="innodb"), "inplace", "none", False, True),
        (s.AlterTable(table="t", what="engine", detail="myisam"), "copy", "shared", False, True),
        (s.AlterTable(table="t", what="partitioning"), "copy", "shared", False, True),
        (s.AlterTable(table="t", what="auto_increment"), "inplace", "none", False, False),
        (s.AlterTable(table="t", what="comment"), "inplace", "none", False, False),
        (s.AlterTable(sql="… CONVERT TO CHARACTER SET x", table="t", what="charset"), "copy", "shared", False, True),
        (s.AlterTable(sql="… DEFAULT CHARACTER SET x", table="t", what="charset"), "inplace", "none", False, True),
    ],
)
def test_mysql(statement: s.Statement, algorithm: str, mode: str, scans: bool, rewrites: bool) -> None:
    found = held(statement, "mysql 8.4")
    assert (found.algorithm, found.mode) == (algorithm, MODES[mode])
    assert (found.scans, found.rewrites) == (scans, rewrites)
    assert (found.blocks_reads, found.blocks_writes) == (mode == "exclusive", mode != "none")


@pytest.mark.parametrize(
    ("target", "statement", "algorithm", "mode", "rewrites"),
    [
        # As stated, though less would do.
        ("mysql 8.4", adding(RAW, "inplace"), "inplace", "none", True),
        ("mysql 8.4", adding(RAW, "copy"), "copy", "shared", True),
        ("mysql 8.4", adding(RAW, "", "shared"), "instant", "shared", False),
        ("mysql 8.4", adding(RAW, "", "exclusive"), "instant", "exclusive", False),
        ("mysql 8.4", adding(RAW, "default", "default"), "instant", "none", False),
        ("mysql 8.4", adding(RAW, "copy", generated="stored"), "copy", "shared", True),
        ("mariadb 10.11", adding(RAW, "inplace"), "instant", "none", False),
        ("mariadb 10.11", adding(RAW, "copy"), "copy", "shared", True),
        # More than the server can do: it refuses, and nothing is blocked.
        ("mysql 8.4", adding(RAW, "instant", generated="stored"), "instant", "none", False),
        ("mysql 8.4", adding(RAW, "inplace", generated="stored"), "inplace", "none", False),
        ("mysql 8.4", adding(RAW, "", "none", generated="stored"), "copy", "none", False),
    ],
)
def test_mysql_keeps_to_what_is_stated(
    target: str, statement: s.Statement, algorithm: str, mode: str, rewrites: bool
) -> None:
    found = held(statement, target)
    assert (found.algorithm, found.mode, found.rewrites) == (algorithm, MODES[mode], rewrites)


def test_mariadb_copies_online_since_11_2() -> None:
    statement = altering("type", type="integer")
    assert held(statement, "mariadb 11.1").blocks_writes
    assert not held(statement, "mariadb 11.2").blocks_writes
    assert held(constraint("foreign_key", references=PARENT), "mariadb 11.2").blocks_writes


@pytest.mark.parametrize("target", ["mysql 8.4", "mariadb 10.11"])
@pytest.mark.parametrize("statement", [adding(references=PARENT), constraint("foreign_key", references=PARENT)])
def test_mysql_keeps_writers_from_the_parent(statement: s.Statement, target: str) -> None:
    assert held(statement, target).others == {"parent": "SHARED (metadata lock)"}


def test_mysql_reads_references_beside_a_column_since_9() -> None:
    assert held(adding(RAW, references=PARENT), "mysql 9.0").others == {"parent": "SHARED (metadata lock)"}


@pytest.mark.parametrize(
    ("statement", "reads", "writes"),
    [
        (s.LockTable(table="t", mode="write"), True, True),
        (s.LockTable(table="t", mode="read local"), False, True),
        (s.Maintenance(verb="optimize", table="t"), False, False),
        (s.Maintenance(sql="FLUSH TABLES WITH READ LOCK", verb="flush"), False, True),
    ],
)
def test_whom_mysql_keeps_waiting(statement: s.Statement, reads: bool, writes: bool) -> None:
    found = held(statement, "mysql 8.4")
    assert (found.blocks_reads, found.blocks_writes) == (reads, writes)


@pytest.mark.parametrize(
    "statement", [s.LockTable(table="", mode="unlock"), s.Maintenance(sql="FLUSH PRIVILEGES", verb="flush")]
)
def test_mysql_statements_that_lock_nothing(statement: s.Statement) -> None:
    assert lock(statement, "mysql 8.4") is None


# SQLite: Django's operations are run in test_locks_django; this is SQL of the author's own


@pytest.mark.parametrize(
    ("statement", "scans", "rewrites"),
    [
        (adding(RAW), False, False),
        (adding(RAW, null=False, default="constant", default_text="5"), False, False),
        (adding(RAW, check=True), True, False),
        (adding(RAW, generated="virtual", null=False), True, False),
        (s.DropColumn(sql=RAW, table="t", column=column()), False, True),
        (s.CreateIndex(sql=RAW, table="t", index=s.Index(columns=("x",))), True, False),
        (s.DropIndex(sql=RAW, index=s.Index(name="i")), False, False),
        (s.Maintenance(verb="vacuum"), False, True),
        (s.Reindex(name="i"), True, False),
    ],
)
def test_sqlite(statement: s.Statement, scans: bool, rewrites: bool) -> None:
    found = held(statement, "sqlite 3.37")
    assert (found.mode, found.scans, found.rewrites) == ("whole database", scans, rewrites)
