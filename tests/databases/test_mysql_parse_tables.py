"""SQL about tables of MySQL and MariaDB, and what the parser makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard import statements as s
from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import (
    AlterTable,
    Column,
    Constraint,
    CreateTable,
    DropIndex,
    DropPartition,
    DropTable,
    Index,
    Reference,
    RenameColumn,
    RenameIndex,
    RenameTable,
    Statement,
    Truncate,
)
from tests.databases.mariadb import refused
from tests.databases.parsing import Case, read

FK = Reference(table="u", columns=("id",))
INT = Column(name="a", type="integer")


def add(column: Column, **more: Any) -> Statement:
    """ADD COLUMN."""
    return s.AddColumn(table="t", column=column, **more)


def drop(name: str, **more: Any) -> Statement:
    """DROP COLUMN."""
    return s.DropColumn(table="t", column=Column(name=name), **more)


def modify(changed: str, after: Column, **more: Any) -> Statement:
    """MODIFY, CHANGE and ALTER COLUMN."""
    return s.AlterColumn(table="t", before=None, after=after, changed=frozenset(changed.split()), **more)


def index(name: str, *columns: str, **more: Any) -> Statement:
    """CREATE INDEX; the keywords are those of the index."""
    return s.CreateIndex(table="t", index=Index(name=name, columns=columns, **more))


def constrain(kind: str, *columns: str, **more: Any) -> Statement:
    """ADD CONSTRAINT."""
    return s.AddConstraint(table="t", constraint=Constraint(kind=kind, columns=columns, **more))


def release(kind: str, name: str = "", **more: Any) -> Statement:
    """DROP CONSTRAINT."""
    return s.DropConstraint(table="t", constraint=Constraint(kind=kind, name=name), **more)


def alter(what: str, detail: str = "", **more: Any) -> Statement:
    """Any other change of the table."""
    return AlterTable(table="t", what=what, detail=detail, **more)


# What follows ALTER TABLE t.
ALTERS: list[Case] = [
    ("ADD a int", [add(INT)]),
    ("add column if not exists `A b` text", [add(Column(name="A b", type="text"), if_not_exists=True)]),
    (
        "ADD COLUMN a int FIRST, ADD b text AFTER a, ALGORITHM=INSTANT",
        [
            add(Column(name="a", type="integer", position="first"), algorithm="instant"),
            add(Column(name="b", type="text", position="after a"), algorithm="instant"),
        ],
    ),
    ("ADD (a int, b text, INDEX i (a))", [add(INT), add(Column(name="b", type="text")), index("i", "a")]),
    (
        "ADD COLUMN u_id bigint NOT NULL, ADD CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id)",
        [
            add(Column(name="u_id", type="bigint", null=False)),
            constrain("foreign_key", "u_id", name="f", references=FK),
        ],
    ),
    (
        "ADD FOREIGN KEY (a, b) REFERENCES d.u (x, y) ON DELETE CASCADE ON UPDATE SET NULL",
        [constrain("foreign_key", "a", "b", references=Reference("d.u", ("x", "y"), "cascade", "set null"))],
    ),
    ("ADD INDEX (a)", [index("", "a")]),
    (
        "ADD INDEX IF NOT EXISTS i USING BTREE (a(10), b DESC) COMMENT 'x', ALGORITHM=INPLACE, LOCK=NONE",
        [
            s.CreateIndex(
                table="t",
                index=Index(name="i", columns=("a", "b"), method="btree"),
                if_not_exists=True,
                algorithm="inplace",
                lock="none",
            )
        ],
    ),
    ("ADD FULLTEXT KEY i (a) WITH PARSER ngram", [index("i", "a", method="fulltext")]),
    ("ADD SPATIAL INDEX i (g)", [index("i", "g", method="spatial")]),
    ("ADD UNIQUE i (a, b)", [constrain("unique", "a", "b", name="i")]),
    ("ADD CONSTRAINT c UNIQUE KEY i (a)", [constrain("unique", "a", name="c")]),
    ("ADD PRIMARY KEY (a)", [constrain("primary_key", "a")]),
    ("ADD CONSTRAINT c CHECK (a > 0 AND b <> ')')", [constrain("check", name="c", text="a > 0 AND b <> ')'")]),
    ("ADD SYSTEM VERSIONING", [alter("other", "add system versioning")]),
    ("DROP SYSTEM VERSIONING", [alter("other", "drop system versioning")]),
    ("ADD PERIOD FOR p (a, b)", [alter("other", "add period for p ( a , b )")]),
    ("DROP a", [drop("a")]),
    ("DROP COLUMN IF EXISTS a CASCADE, LOCK=SHARED", [drop("a", cascade=True, if_exists=True, lock="shared")]),
    ("DROP INDEX i", [DropIndex(table="t", index=Index(name="i"))]),
    ("DROP KEY IF EXISTS i", [DropIndex(table="t", index=Index(name="i"), if_exists=True)]),
    ("DROP INDEX `PRIMARY`", [release("primary_key")]),
    ("DROP PRIMARY KEY", [release("primary_key")]),
    ("DROP FOREIGN KEY IF EXISTS f", [release("foreign_key", "f", if_exists=True)]),
    ("DROP CONSTRAINT c", [release("", "c")]),
    ("ALTER a SET DEFAULT 5", [modify("default", Column(name="a", default="constant", default_text="5"))]),
    (
        "ALTER COLUMN a SET DEFAULT (uuid())",
        [modify("default", Column(name="a", default="volatile", default_text="(uuid())"))],
    ),
    ("ALTER COLUMN a DROP DEFAULT", [modify("default", Column(name="a"))]),
    ("MODIFY a varchar(50)", [modify("type", Column(name="a", type="varchar(50)"))]),
    (
        "MODIFY COLUMN IF EXISTS a char(5) CHARACTER SET Latin1 COLLATE latin1_bin NOT NULL DEFAULT 'x'"
        " COMMENT 'it''s' FIRST",
        [
            modify(
                "type null default charset collation comment position",
                Column(
                    name="a",
                    type="char(5)",
                    null=False,
                    default="constant",
                    default_text="'x'",
                    charset="latin1",
                    collation="latin1_bin",
                    comment="it's",
                    position="first",
                ),
            )
        ],
    ),
    (
        "CHANGE COLUMN a b int NULL AFTER c",
        [
            RenameColumn(table="t", column="a", to="b"),
            modify("type null position", Column(name="b", type="integer", position="after c")),
        ],
    ),
    ("CHANGE a a bigint, ALGORITHM=COPY", [modify("type", Column(name="a", type="bigint"), algorithm="copy")]),
    ("RENAME COLUMN a TO b", [RenameColumn(table="t", column="a", to="b")]),
    ("RENAME INDEX a TO b", [RenameIndex(table="t", name="a", to="b")]),
    ("RENAME KEY IF EXISTS a TO b", [RenameIndex(table="t", name="a", to="b")]),
    ("RENAME TO d.b", [RenameTable(table="t", to="d.b")]),
    ("RENAME b", [RenameTable(table="t", to="b")]),
    (
        "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        [alter("charset", "convert to character set utf8mb4 collate utf8mb4_bin")],
    ),
    ("DEFAULT CHARSET = utf8mb4", [alter("charset", "default charset = utf8mb4")]),
    (
        "ENGINE=InnoDB ROW_FORMAT=COMPRESSED, KEY_BLOCK_SIZE 8",
        [alter("engine", "innodb"), alter("row_format", "compressed"), alter("row_format", "key_block_size 8")],
    ),
    (
        "MAX_ROWS=5 ENCRYPTED=YES",
        [alter("storage_parameters", "max_rows = 5"), alter("other", "encrypted = yes")],
    ),
    ("AUTO_INCREMENT = 1000", [alter("auto_increment", "1000")]),
    ("COMMENT 'A; b'", [alter("comment", "A; b")]),
    ("DISABLE KEYS", [alter("storage_parameters", "disable keys")]),
    ("ORDER BY a DESC, b", [alter("force_rebuild", "order by a desc , b")]),
    ("FORCE, LOCK = EXCLUSIVE", [alter("force_rebuild", "force", lock="exclusive")]),
    ("DISCARD TABLESPACE", [alter("tablespace", "discard tablespace")]),
    ("ALTER INDEX i IGNORED", [alter("storage_parameters", "alter index i ignored")]),
    ("DROP PARTITION p, q", [DropPartition(table="t", partition="p"), DropPartition(table="t", partition="q")]),
    ("TRUNCATE PARTITION ALL", [DropPartition(table="t", partition="ALL", truncate=True)]),
    (
        "ADD PARTITION (PARTITION p VALUES LESS THAN (5))",
        [alter("partitioning", "add partition ( partition p values less than ( 5 ) )")],
    ),
    ("REMOVE PARTITIONING", [alter("partitioning", "remove partitioning")]),
    ("COALESCE PARTITION 2", [alter("partitioning", "coalesce partition 2")]),
    ("REBUILD PARTITION p", [alter("partitioning", "rebuild partition p")]),
    ("EXCHANGE PARTITION p WITH TABLE x", [alter("partitioning", "exchange partition p with table x")]),
    (
        "DROP a PARTITION BY HASH (id) PARTITIONS 4",
        [drop("a"), alter("partitioning", "partition by hash ( id ) partitions 4")],
    ),
    ("OPTIMIZE PARTITION p", [s.Maintenance(verb="optimize", table="t")]),
    ("CONVERT PARTITION p TO TABLE x", [s.DetachPartition(table="t", partition="p")]),
    (
        "CONVERT TABLE x TO PARTITION p VALUES LESS THAN (9)",
        [s.AttachPartition(table="t", partition="x")],
    ),
    ("ALGORITHM=INPLACE", [alter("other", algorithm="inplace")]),
]

# MariaDB 10.11 does not have these.
MYSQL_ALTERS: list[Case] = [
    ("ALTER INDEX i INVISIBLE", [alter("storage_parameters", "alter index i invisible")]),
    ("ALTER COLUMN a SET INVISIBLE", [alter("storage_parameters", "alter column a set invisible")]),
    ("ADD INDEX i ((lower(a)), b) INVISIBLE", [index("i", "b", expressions=True)]),
    ("ADD CHECK (a > 0) NOT ENFORCED", [constrain("check", text="a > 0", validated=False)]),
    ("ALTER CHECK c ENFORCED", [s.ValidateConstraint(table="t", name="c")]),
    ("ALTER CONSTRAINT c NOT ENFORCED", [s.AlterConstraint(table="t", name="c")]),
    ("DROP CHECK c", [release("check", "c")]),
]

TABLES: list[Case] = [
    (
        """CREATE TABLE IF NOT EXISTS `t` (
            id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, -- a comment, with 'a quote
            name varchar(20) NOT NULL UNIQUE,
            u_id bigint, /* REFERENCES x */
            CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id),
            KEY i (name(5)), CHECK (id > 0)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='a;b' # DROP TABLE t""",
        [
            CreateTable(
                table="t",
                columns=(
                    Column(name="id", type="integer unsigned", null=False, identity=True, primary_key=True),
                    Column(name="name", type="varchar(20)", null=False, unique=True),
                    Column(name="u_id", type="bigint"),
                ),
                constraints=(
                    Constraint(kind="foreign_key", name="f", columns=("u_id",), references=FK),
                    Constraint(kind="check", text="id > 0"),
                ),
                indexes=(Index(name="i", columns=("name",)),),
                if_not_exists=True,
                engine="innodb",
            )
        ],
    ),
    ("CREATE TEMPORARY TABLE t (a int)", [CreateTable(table="t", columns=(INT,), kind="temporary")]),
    (
        "CREATE OR REPLACE TABLE t LIKE x",
        [DropTable(table="t", if_exists=True), CreateTable(table="t", copied=True)],
    ),
    ("CREATE TABLE t (LIKE d.x)", [CreateTable(table="t", copied=True)]),
    ("CREATE TABLE t AS SELECT * FROM x", [CreateTable(table="t", copied=True)]),
    ("CREATE TABLE t ENGINE=MyISAM SELECT 1 AS a", [CreateTable(table="t", copied=True, engine="myisam")]),
    (
        "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5))",
        [CreateTable(table="t", columns=(INT,))],
    ),
    (
        "CREATE TABLE t (a int, s timestamp(6) AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END,"
        " PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING",
        [
            CreateTable(
                table="t",
                columns=(
                    INT,
                    Column(name="s", type="timestamp(6)", generated="stored"),
                    Column(name="e", type="timestamp(6)", generated="stored"),
                ),
            )
        ],
    ),
    ("DROP TABLE a", [DropTable(table="a")]),
    (
        "drop\ntables if exists `A`, d.b NOWAIT cascade",
        [DropTable(table="A", if_exists=True, cascade=True), DropTable(table="d.b", if_exists=True, cascade=True)],
    ),
    ("DROP TEMPORARY TABLE a", [DropTable(table="a", kind="temporary")]),
    (
        "RENAME TABLE a TO b, d.b WAIT 5 TO d.c",
        [RenameTable(table="a", to="b"), RenameTable(table="d.b", to="d.c")],
    ),
    ("TRUNCATE t", [Truncate(table="t")]),
    ("TRUNCATE TABLE d.t WAIT 10", [Truncate(table="d.t")]),
    ("CREATE INDEX i ON t (a)", [index("i", "a")]),
    (
        "CREATE UNIQUE INDEX IF NOT EXISTS i USING HASH ON t (a) COMMENT 'x' ALGORITHM=INPLACE LOCK=NONE",
        [
            s.CreateIndex(
                table="t",
                index=Index(name="i", columns=("a",), unique=True, method="hash"),
                if_not_exists=True,
                algorithm="inplace",
                lock="none",
            )
        ],
    ),
    ("CREATE FULLTEXT INDEX i ON t (a, b)", [index("i", "a", "b", method="fulltext")]),
    (
        "CREATE OR REPLACE INDEX i ON t (a)",
        [DropIndex(table="t", index=Index(name="i"), if_exists=True), index("i", "a")],
    ),
    ("DROP INDEX IF EXISTS i ON t", [DropIndex(table="t", index=Index(name="i"), if_exists=True)]),
    ("ALTER ONLINE TABLE IF EXISTS t DROP a", [drop("a", lock="none")]),
    ("/*!40101 DROP TABLE a */", [DropTable(table="a")]),
    ("/*M! DROP */ TABLE /* DROP TABLE b */ a", [DropTable(table="a")]),
]
MYSQL_TABLES: list[Case] = [
    (
        "DROP INDEX i ON t ALGORITHM=INPLACE LOCK NONE",
        [DropIndex(table="t", index=Index(name="i"), algorithm="inplace", lock="none")],
    ),
]

STATED = [*((f"ALTER TABLE t {action}", expected) for action, expected in ALTERS), *TABLES]
FOR_MYSQL = [*((f"ALTER TABLE t {action}", expected) for action, expected in MYSQL_ALTERS), *MYSQL_TABLES]


@pytest.mark.parametrize(("sql", "expected"), [*STATED, *FOR_MYSQL])
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


def test_mariadb_reads_them_too(mariadb_url: str) -> None:
    assert refused(mariadb_url, [sql for sql, _ in STATED]) == []
