"""SQL about tables, indexes and constraints of PostgreSQL, and what the parser makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard import statements as s
from schemaguard.databases.postgresql.parse import parse
from schemaguard.statements import (
    AlterConstraint,
    AlterTable,
    AttachPartition,
    Column,
    Constraint,
    CreateTable,
    DetachPartition,
    DropIndex,
    DropTable,
    Index,
    Reference,
    Reindex,
    RenameColumn,
    RenameIndex,
    RenameTable,
    Statement,
    ValidateConstraint,
)
from tests.databases.parsing import Case, read
from tests.databases.postgresql import refused

INT = Column(name="a", type="integer")


def constrain(kind: str, *columns: str, **more: Any) -> Statement:
    """ADD CONSTRAINT."""
    return s.AddConstraint(table="t", constraint=Constraint(kind=kind, columns=columns, **more))


def release(name: str, **more: Any) -> Statement:
    """DROP CONSTRAINT."""
    return s.DropConstraint(table="t", constraint=Constraint(kind="", name=name), **more)


def whole(what: str, detail: str = "") -> Statement:
    """Any other action of ALTER TABLE."""
    return AlterTable(table="t", what=what, detail=detail)


def index(name: str, *columns: str, **more: Any) -> Statement:
    """CREATE INDEX; the keywords are those of the index."""
    return s.CreateIndex(table="t", index=Index(name=name, columns=columns, **more))


def drop_index(name: str, **more: Any) -> Statement:
    """DROP INDEX."""
    return DropIndex(index=Index(name=name), **more)


#: After ALTER TABLE t.
ALTERS: list[Case] = [
    # Constraints
    ("ADD CONSTRAINT c UNIQUE (a, b)", [constrain("unique", "a", "b", name="c")]),
    ("ADD UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b)", [constrain("unique", "a")]),
    ("ADD CONSTRAINT c UNIQUE (a) DEFERRABLE", [constrain("unique", "a", name="c", deferrable=True)]),
    ("ADD CONSTRAINT c UNIQUE USING INDEX i", [constrain("unique", name="c", using_index=True)]),
    ("ADD PRIMARY KEY (a)", [constrain("primary_key", "a")]),
    ("ADD CONSTRAINT c PRIMARY KEY USING INDEX i", [constrain("primary_key", name="c", using_index=True)]),
    (
        "ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id) ON DELETE CASCADE ON UPDATE SET NULL",
        [
            constrain(
                "foreign_key",
                "a",
                name="c",
                references=Reference(table="u", columns=("id",), on_delete="cascade", on_update="set null"),
            )
        ],
    ),
    (
        "ADD FOREIGN KEY (a, b) REFERENCES x.u NOT VALID",
        [constrain("foreign_key", "a", "b", references=Reference(table="x.u"), validated=False)],
    ),
    (
        "ADD FOREIGN KEY (a) REFERENCES public.u ON DELETE RESTRICT ON UPDATE SET DEFAULT DEFERRABLE",
        [
            constrain(
                "foreign_key",
                "a",
                references=Reference(table="u", on_delete="restrict", on_update="set default"),
                deferrable=True,
            )
        ],
    ),
    (
        "ADD FOREIGN KEY (a) REFERENCES u NOT ENFORCED",
        [constrain("foreign_key", "a", references=Reference(table="u"), validated=False)],
    ),
    (
        "ADD FOREIGN KEY (a, PERIOD b) REFERENCES u (c, PERIOD d)",
        [constrain("foreign_key", "a", "b", references=Reference(table="u", columns=("c", "d")))],
    ),
    (
        "ADD CONSTRAINT c CHECK ( b > 0 AND (a <> b) )",
        [constrain("check", "b", "a", name="c", text="b > 0 AND (a <> b)")],
    ),
    ("ADD CHECK (a IS NOT NULL)", [constrain("check", "a", text="a IS NOT NULL", not_null=("a",))]),
    (
        "ADD CHECK (NOT a IS NULL AND (b > 0 AND t.c IS NOT NULL)) NOT VALID",
        [
            constrain(
                "check",
                *("a", "b", "c"),
                text="NOT a IS NULL AND (b > 0 AND t.c IS NOT NULL)",
                not_null=("a", "c"),
                validated=False,
            )
        ],
    ),
    ("ADD CHECK (a IS NOT NULL OR b > 0)", [constrain("check", "a", "b", text="a IS NOT NULL OR b > 0")]),
    ("ADD CHECK (a IS NULL)", [constrain("check", "a", text="a IS NULL")]),
    ("ADD CHECK (lower(a) IS NOT NULL)", [constrain("check", "a", text="lower(a) IS NOT NULL")]),
    ("ADD CHECK (t.a > 0) NOT VALID", [constrain("check", "a", text="t.a > 0", validated=False)]),
    ("ADD CHECK (a IN ('check (', ')'))", [constrain("check", "a", text="a IN ('check (', ')')")]),
    ("ADD CHECK (a > 0) NOT ENFORCED", [constrain("check", "a", text="a > 0", validated=False)]),
    ("ADD CONSTRAINT c NOT NULL a", [constrain("not_null", "a", name="c")]),
    ("ADD CONSTRAINT c NOT NULL a NOT VALID", [constrain("not_null", "a", name="c", validated=False)]),
    ("ADD EXCLUDE USING gist (a WITH =, b WITH &&)", [constrain("exclude", "a", "b")]),
    (
        "ADD CONSTRAINT c EXCLUDE USING gist (lower(a) WITH =, b WITH &&) WHERE (b IS NOT NULL)",
        [constrain("exclude", "b", name="c", expressions=True, condition=True)],
    ),
    ("ADD UNIQUE (a, b WITHOUT OVERLAPS)", [constrain("unique", "a", "b")]),
    ("DROP CONSTRAINT c", [release("c")]),
    ('DROP CONSTRAINT IF EXISTS "C" CASCADE', [release("C", if_exists=True, cascade=True)]),
    ("VALIDATE CONSTRAINT c", [ValidateConstraint(table="t", name="c")]),
    ("ALTER CONSTRAINT c DEFERRABLE", [AlterConstraint(table="t", name="c")]),
    ("ALTER CONSTRAINT c NOT ENFORCED", [AlterConstraint(table="t", name="c")]),
    (
        "ALTER CONSTRAINT c ENFORCED",
        [AlterConstraint(table="t", name="c"), ValidateConstraint(table="t", name="c")],
    ),
    ("RENAME CONSTRAINT c TO d", [AlterConstraint(table="t", name="c", to="d")]),
    # The table as a whole
    ("RENAME TO u", [RenameTable(table="t", to="u")]),
    ('RENAME a TO "B"', [RenameColumn(table="t", column="a", to="B")]),
    ("RENAME COLUMN a TO b", [RenameColumn(table="t", column="a", to="b")]),
    ("SET SCHEMA audit", [whole("schema", "audit")]),
    ("SET LOGGED", [whole("logged")]),
    ("SET UNLOGGED", [whole("unlogged")]),
    ("SET ACCESS METHOD heap", [whole("access_method", "heap")]),
    ("SET ACCESS METHOD DEFAULT", [whole("access_method")]),
    ("SET TABLESPACE fast", [whole("tablespace", "fast")]),
    (
        "SET (fillfactor = 70, autovacuum_enabled = off, toast.x = on)",
        [whole("storage_parameters", "set fillfactor=70, autovacuum_enabled=off, toast.x=on")],
    ),
    ("RESET (fillfactor)", [whole("storage_parameters", "reset fillfactor")]),
    ("OWNER TO me", [whole("owner", "me")]),
    ("OWNER TO CURRENT_USER", [whole("owner", "current_user")]),
    ("CLUSTER ON i", [whole("cluster", "on i")]),
    ("SET WITHOUT CLUSTER", [whole("cluster", "off")]),
    ("SET WITHOUT OIDS", [whole("other", "without oids")]),
    ("ENABLE TRIGGER ALL", [whole("triggers", "enable all")]),
    ("DISABLE TRIGGER USER", [whole("triggers", "disable user")]),
    ("ENABLE ALWAYS TRIGGER x", [whole("triggers", "enable always x")]),
    ("ENABLE REPLICA TRIGGER x", [whole("triggers", "enable replica x")]),
    ("DISABLE RULE x", [whole("other", "disable rule x")]),
    ("ENABLE ROW LEVEL SECURITY", [whole("row_security", "enable")]),
    ("DISABLE ROW LEVEL SECURITY", [whole("row_security", "disable")]),
    ("FORCE ROW LEVEL SECURITY", [whole("row_security", "force")]),
    ("NO FORCE ROW LEVEL SECURITY", [whole("row_security", "no force")]),
    ("REPLICA IDENTITY FULL", [whole("replica_identity", "full")]),
    ("REPLICA IDENTITY USING INDEX i", [whole("replica_identity", "index i")]),
    ("INHERIT x.parent", [whole("inherit", "x.parent")]),
    ("NO INHERIT parent", [whole("inherit", "no parent")]),
    ("OF x.kind", [whole("other", "of x.kind")]),
    ("NOT OF", [whole("other", "not of")]),
    ("OPTIONS (a 'b')", [whole("other", "options a=b")]),
    ("ALTER a OPTIONS (ADD x 'y')", [whole("other", "column options x=y")]),
    # Partitions
    ("ATTACH PARTITION p FOR VALUES FROM (1) TO (2)", [AttachPartition(table="t", partition="p")]),
    ("ATTACH PARTITION x.p DEFAULT", [AttachPartition(table="t", partition="x.p")]),
    ("DETACH PARTITION p", [DetachPartition(table="t", partition="p")]),
    ("DETACH PARTITION p CONCURRENTLY", [DetachPartition(table="t", partition="p", concurrently=True)]),
    ("DETACH PARTITION p FINALIZE", [DetachPartition(table="t", partition="p", concurrently=True)]),
    # Several
    (
        "DROP CONSTRAINT c, ADD UNIQUE (a), SET LOGGED",
        [release("c"), constrain("unique", "a"), whole("logged")],
    ),
]

TABLES: list[Case] = [
    ("CREATE TABLE t ()", [CreateTable(table="t")]),
    ("create table if not exists Public.T (A int)", [CreateTable(table="t", columns=(INT,), if_not_exists=True)]),
    ('CREATE TABLE "Audit"."Log" (a int)', [CreateTable(table="Audit.Log", columns=(INT,))]),
    ("CREATE TABLE db.public.t (a int)", [CreateTable(table="t", columns=(INT,))]),
    ("CREATE UNLOGGED TABLE t (a int)", [CreateTable(table="t", columns=(INT,))]),
    ("CREATE TEMPORARY TABLE t (a int)", [CreateTable(table="t", columns=(INT,), kind="temporary")]),
    ("CREATE TABLE pg_temp.t (a int)", [CreateTable(table="pg_temp.t", columns=(INT,), kind="temporary")]),
    (
        "CREATE TABLE t (a int, PRIMARY KEY (a), CONSTRAINT c CHECK (a > 0), UNIQUE (a), FOREIGN KEY (a) REFERENCES u)",
        [
            CreateTable(
                table="t",
                columns=(INT,),
                constraints=(
                    Constraint(kind="primary_key", columns=("a",)),
                    Constraint(kind="check", name="c", columns=("a",), text="a > 0"),
                    Constraint(kind="unique", columns=("a",)),
                    Constraint(kind="foreign_key", columns=("a",), references=Reference(table="u")),
                ),
            )
        ],
    ),
    (
        "CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED REFERENCES u NOT ENFORCED)",
        [
            CreateTable(
                table="t",
                columns=(INT,),
                constraints=(
                    Constraint(kind="check", columns=("a",), text="a > 0", validated=False),
                    Constraint(kind="foreign_key", columns=("a",), references=Reference(table="u"), validated=False),
                ),
            )
        ],
    ),
    ("CREATE TABLE t (a int) PARTITION BY RANGE (a)", [CreateTable(table="t", columns=(INT,))]),
    ("CREATE TABLE t PARTITION OF u FOR VALUES IN (1)", [CreateTable(table="t", kind="partition")]),
    (
        "CREATE TABLE t PARTITION OF u (a NOT NULL) DEFAULT PARTITION BY HASH (a)",
        [CreateTable(table="t", columns=(Column(name="a", null=False),), kind="partition")],
    ),
    ("CREATE TABLE t (a int) INHERITS (u)", [CreateTable(table="t", columns=(INT,))]),
    ("CREATE TABLE t (LIKE u INCLUDING ALL, a int)", [CreateTable(table="t", columns=(INT,), copied=True)]),
    ("CREATE TABLE t OF x.kind", [CreateTable(table="t", copied=True)]),
    ("CREATE TABLE IF NOT EXISTS t AS SELECT 1", [CreateTable(table="t", copied=True, if_not_exists=True)]),
    ("CREATE TEMP TABLE t AS TABLE u", [CreateTable(table="t", copied=True, kind="temporary")]),
    ("CREATE TABLE t AS EXECUTE q", [CreateTable(table="t", copied=True)]),
    ("SELECT a INTO t FROM u", [CreateTable(table="t", copied=True)]),
    ("SELECT a INTO TEMP t FROM u", [CreateTable(table="t", copied=True, kind="temporary")]),
    (
        "CREATE SCHEMA x CREATE TABLE t (a int) CREATE VIEW v AS TABLE t CREATE SEQUENCE y.q",
        [
            s.CreateObject(kind="schema", name="x"),
            CreateTable(table="x.t", columns=(INT,)),
            s.CreateObject(kind="view", name="x.v"),
            s.CreateObject(kind="sequence", name="y.q"),
        ],
    ),
    ("DROP TABLE t", [DropTable(table="t")]),
    ("DROP TABLE IF EXISTS pg_temp.t", [DropTable(table="pg_temp.t", if_exists=True, kind="temporary")]),
    (
        'DROP TABLE IF EXISTS a, "B", public.c, x.d',
        [DropTable(table=n, if_exists=True) for n in ("a", "B", "c", "x.d")],
    ),
    ("drop /* not */ table -- here\n t cascade", [DropTable(table="t", cascade=True)]),
    ("ALTER TABLE IF EXISTS ONLY t SET LOGGED", [whole("logged")]),
    ("ALTER TABLE x.t RENAME TO u", [RenameTable(table="x.t", to="x.u")]),
    ("ALTER TABLE x.t RENAME a TO b", [RenameColumn(table="x.t", column="a", to="b")]),
    ("ALTER VIEW t RENAME COLUMN a TO b", [RenameColumn(table="t", column="a", to="b")]),
    ("CREATE INDEX ON t (a)", [index("", "a")]),
    ("CREATE INDEX i ON public.t USING btree (a DESC NULLS LAST)", [index("i", "a")]),
    ("CREATE INDEX i ON ONLY t (a)", [s.CreateIndex(table="t", index=Index(name="i", columns=("a",)), only=True)]),
    ("CREATE UNIQUE INDEX i ON t (a, b) NULLS NOT DISTINCT", [index("i", "a", "b", unique=True)]),
    ('CREATE INDEX i ON t (a COLLATE "C" text_pattern_ops)', [index("i", "a")]),
    ("CREATE INDEX i ON t USING gin (a gin_trgm_ops) WITH (fastupdate = off)", [index("i", "a", method="gin")]),
    ("CREATE INDEX i ON t (lower(a), b)", [index("i", "b", expressions=True)]),
    ("CREATE INDEX i ON t ((a || b))", [index("i", expressions=True)]),
    ("CREATE INDEX i ON t (a) INCLUDE (b, c) WHERE d", [index("i", "a", include=("b", "c"), predicate=True)]),
    (
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
        [s.CreateIndex(table="t", index=Index(name="i", columns=("a",)), concurrently=True, if_not_exists=True)],
    ),
    ("DROP INDEX i", [drop_index("i")]),
    ("DROP INDEX i, x.j CASCADE", [drop_index("i", cascade=True), drop_index("x.j", cascade=True)]),
    ("DROP INDEX CONCURRENTLY IF EXISTS i", [drop_index("i", concurrently=True, if_exists=True)]),
    ("ALTER INDEX i RENAME TO j", [RenameIndex(name="i", to="j")]),
    ("ALTER INDEX IF EXISTS x.i RENAME TO j", [RenameIndex(name="x.i", to="x.j")]),
    ("REINDEX INDEX i", [Reindex(name="i")]),
    ("REINDEX TABLE CONCURRENTLY x.t", [Reindex(name="x.t", scope="table", concurrently=True)]),
    ("REINDEX (VERBOSE, CONCURRENTLY TRUE) INDEX i", [Reindex(name="i", concurrently=True)]),
    ("REINDEX (CONCURRENTLY off) INDEX i", [Reindex(name="i")]),
    ("REINDEX SCHEMA x", [Reindex(name="x", scope="schema")]),
    ("REINDEX DATABASE", [Reindex(name="", scope="database")]),
    ("REINDEX SYSTEM x", [Reindex(name="x", scope="system")]),
]

CASES = [*((f"ALTER TABLE t {action}", expected) for action, expected in ALTERS), *TABLES]


@pytest.mark.parametrize(("sql", "expected"), CASES)
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


def test_the_server_reads_them_too(postgresql_url: str) -> None:
    assert refused(postgresql_url, [sql for sql, _ in CASES]) == []
