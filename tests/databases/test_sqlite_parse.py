"""SQL for SQLite, and what the parser makes of it. SQLite itself is asked whether it reads the same."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import given

from schemaguard.databases.sqlite.parse import parse
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    Column,
    Constraint,
    CreateIndex,
    CreateObject,
    CreateTable,
    Delete,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    Index,
    Insert,
    Maintenance,
    Opaque,
    Reference,
    Reindex,
    RenameColumn,
    RenameTable,
    Select,
    SetParameter,
    Statement,
    Transaction,
    Update,
)
from tests.databases.parsing import Case, read, texts

FK = Reference(table="u", columns=("id",))
INT = Column(name="a", type="integer")


def index(*columns: str, **more: Any) -> Statement:
    """CREATE INDEX i ON t."""
    return CreateIndex(table="t", index=Index(name="i", columns=columns, **more))


TABLES: list[Case] = [
    (
        """create table if not exists "t" (
            "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, -- 'a comment
            "u_id" bigint NULL REFERENCES "u" ("id") DEFERRABLE INITIALLY DEFERRED,
            [a b] varchar(20) NOT NULL UNIQUE /* DROP TABLE t; */,
            CONSTRAINT c CHECK ("id" > 0) UNIQUE (u_id, "a b"),
            FOREIGN KEY (u_id) REFERENCES u (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE,
            PRIMARY KEY (u_id DESC)
        ) STRICT, WITHOUT ROWID""",
        [
            CreateTable(
                table="t",
                columns=(
                    Column(name="id", type="integer", null=False, primary_key=True, identity=True),
                    Column(name="u_id", type="bigint", references=FK),
                    Column(name="a b", type="varchar(20)", null=False, unique=True),
                ),
                constraints=(
                    Constraint(kind="check", name="c", text='"id" > 0'),
                    Constraint(kind="unique", columns=("u_id", "a b")),
                    Constraint(
                        kind="foreign_key",
                        columns=("u_id",),
                        references=Reference("u", ("id",), "set null", "cascade"),
                        deferrable=True,
                    ),
                    Constraint(kind="primary_key", columns=("u_id",)),
                ),
                if_not_exists=True,
            )
        ],
    ),
    ("CREATE TABLE t (a, b)", [CreateTable(table="t", columns=(Column(name="a"), Column(name="b")))]),
    ("CREATE TABLE 't' (`a` integer)", [CreateTable(table="t", columns=(INT,))]),
    ("CREATE TEMP TABLE t (a integer)", [CreateTable(table="t", columns=(INT,), kind="temporary")]),
    ("CREATE TEMPORARY TABLE t AS SELECT 1", [CreateTable(table="t", copied=True, kind="temporary")]),
    ("CREATE TABLE aux.t AS WITH q AS (SELECT 1) SELECT * FROM q", [CreateTable(table="aux.t", copied=True)]),
    ("CREATE VIRTUAL TABLE t USING FTS5(a, b)", [CreateTable(table="t", copied=True, engine="fts5")]),
    ("DROP TABLE a", [DropTable(table="a")]),
    ("DROP TABLE IF EXISTS temp.a", [DropTable(table="temp.a", if_exists=True, kind="temporary")]),
    ("Drop\nTable if Exists\t[A].'b'", [DropTable(table="A.b", if_exists=True)]),
    ("ALTER TABLE t RENAME TO b", [RenameTable(table="t", to="b")]),
    ("ALTER TABLE aux.t RENAME COLUMN a TO b", [RenameColumn(table="aux.t", column="a", to="b")]),
    ("ALTER TABLE t RENAME a TO b", [RenameColumn(table="t", column="a", to="b")]),
    ("ALTER TABLE t ADD a integer", [AddColumn(table="t", column=INT)]),
    (
        "ALTER TABLE t ADD COLUMN a integer NOT NULL DEFAULT 0 REFERENCES u (id)",
        [
            AddColumn(
                table="t",
                column=Column(
                    name="a", type="integer", null=False, default="constant", default_text="0", references=FK
                ),
            )
        ],
    ),
    ("ALTER TABLE t DROP COLUMN a", [DropColumn(table="t", column=Column(name="a"))]),
    ("ALTER TABLE t DROP a", [DropColumn(table="t", column=Column(name="a"))]),
    ("CREATE INDEX i ON t (a, b DESC)", [index("a", "b")]),
    ("CREATE UNIQUE INDEX i ON t (a COLLATE nocase) WHERE a > 0", [index("a", unique=True, predicate=True)]),
    ("CREATE INDEX i ON t (lower(a), b, c + 1)", [index("b", expressions=True)]),
    (
        "CREATE INDEX IF NOT EXISTS aux.i ON t (a)",
        [CreateIndex(table="t", index=Index(name="aux.i", columns=("a",)), if_not_exists=True)],
    ),
    ("DROP INDEX IF EXISTS aux.i", [DropIndex(index=Index(name="aux.i"), if_exists=True)]),
    ("REINDEX", [Reindex(name="", scope="database")]),
    ("REINDEX aux.i", [Reindex(name="aux.i")]),
]
# Since SQLite 3.53.
NEWER: list[Case] = [
    (
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        [AlterColumn(table="t", before=None, after=Column(name="a", null=False), changed=frozenset({"null"}))],
    ),
    (
        "ALTER TABLE t ALTER a DROP NOT NULL",
        [AlterColumn(table="t", before=None, after=Column(name="a"), changed=frozenset({"null"}))],
    ),
    (
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        [AddConstraint(table="t", constraint=Constraint(kind="check", name="c", text="a > 0"))],
    ),
    (
        "ALTER TABLE t ADD CHECK (a > 0)",
        [AddConstraint(table="t", constraint=Constraint(kind="check", text="a > 0"))],
    ),
    ("ALTER TABLE t DROP CONSTRAINT c", [DropConstraint(table="t", constraint=Constraint(kind="", name="c"))]),
]

# A column definition, and its column "a".
COLUMNS: list[tuple[str, dict[str, Any]]] = [
    ("INT", {"type": "int"}),
    ("UNSIGNED BIG INT", {"type": "unsigned big int"}),
    ("integer unsigned NOT NULL", {"type": "integer unsigned", "null": False}),
    ("DECIMAL(10,5)", {"type": "decimal(10, 5)"}),
    ("Varchar ( 20 ) COLLATE NOCASE", {"type": "varchar(20)", "collation": "nocase"}),
    ("text DEFAULT NULL", {"type": "text"}),
    ("text DEFAULT ''", {"type": "text", "default": "constant", "default_text": "''"}),
    ('text DEFAULT "now()"', {"type": "text", "default": "constant", "default_text": '"now()"'}),
    ("text DEFAULT 'date'", {"type": "text", "default": "constant", "default_text": "'date'"}),
    ("bool DEFAULT true", {"type": "bool", "default": "constant", "default_text": "true"}),
    ("real DEFAULT -1.5e3", {"type": "real", "default": "constant", "default_text": "-1.5e3"}),
    (
        "datetime DEFAULT CURRENT_TIMESTAMP",
        {"type": "datetime", "default": "stable", "default_text": "CURRENT_TIMESTAMP"},
    ),
    ("text DEFAULT (datetime('now'))", {"type": "text", "default": "stable", "default_text": "(datetime('now'))"}),
    ("integer DEFAULT (random())", {"default": "volatile", "default_text": "(random())"}),
    (
        "blob DEFAULT (abs(random()) || lower('X'))",
        {"type": "blob", "default": "volatile", "default_text": "(abs(random()) || lower('X'))"},
    ),
    ("text DEFAULT (json_array(1, 2))", {"type": "text", "default": "constant", "default_text": "(json_array(1, 2))"}),
    ("integer DEFAULT (my_function())", {"default": "unknown", "default_text": "(my_function())"}),
    ("integer DEFAULT (CASE WHEN 1 THEN 2 END)", {"default": "constant", "default_text": "(CASE WHEN 1 THEN 2 END)"}),
    ("text DEFAULT x'00ff'", {"type": "text", "default": "constant", "default_text": "x'00ff'"}),
    ("integer CHECK (a > 0) CONSTRAINT n NOT NULL ON CONFLICT FAIL", {"check": True, "null": False}),
    ("integer PRIMARY KEY DESC ON CONFLICT REPLACE", {"primary_key": True}),
    ("integer AS (b + 1)", {"generated": "virtual"}),
    ("integer GENERATED ALWAYS AS (b + 1) STORED", {"generated": "stored"}),
    ("integer REFERENCES u", {"references": Reference(table="u")}),
    ("integer REFERENCES u (id) NOT DEFERRABLE", {"references": FK}),
]

ROWS: list[Case] = [
    ("UPDATE t SET a = 1", [Update(table="t", where=False, columns=("a",))]),
    (
        "UPDATE OR IGNORE aux.t AS x SET a = 1, (b, c) = (2, 3) WHERE 1",
        [Update(table="aux.t", where=False, columns=("a", "b", "c"))],
    ),
    ("UPDATE t INDEXED BY i SET a = 1 WHERE b IS DISTINCT FROM 2", [Update(table="t", where=True, columns=("a",))]),
    (
        "UPDATE t SET a = q.b FROM (SELECT 1 AS b) AS q LEFT JOIN z ON z.i = q.b WHERE t.id = q.b",
        [Update(table="t", where=True, columns=("a",))],
    ),
    (
        "UPDATE t SET a = 1 WHERE id BETWEEN %s AND %s RETURNING id",
        [Update(table="t", where=True, bounded=True, columns=("a",))],
    ),
    ("UPDATE t SET a = 1 FROM q WHERE q.id = 5", [Update(table="t", where=True, columns=("a",))]),
    ("UPDATE t SET a = (SELECT 1 WHERE 1)", [Update(table="t", where=False, columns=("a",))]),
    ("DELETE FROM t", [Delete(table="t", where=False)]),
    ("DELETE FROM [t] WHERE 'where' = 'where'", [Delete(table="t", where=False)]),
    ("DELETE FROM aux.t AS x NOT INDEXED WHERE x.a = ?1", [Delete(table="aux.t", where=True)]),
    ("DELETE FROM t WHERE rowid IN (SELECT rowid FROM t LIMIT 1000)", [Delete(table="t", where=True, bounded=True)]),
    ("DELETE FROM t WHERE rowid IN (SELECT rowid FROM t)", [Delete(table="t", where=True)]),
    ("WITH q AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM q)", [Delete(table="t", where=True)]),
    (
        "WITH RECURSIVE q (n) AS NOT MATERIALIZED (SELECT 1) UPDATE t SET a = 1",
        [Update(table="t", where=False, columns=("a",))],
    ),
    ("INSERT INTO t VALUES (1, ';'), (2, :name)", [Insert(table="t")]),
    ("INSERT INTO t (a, b) SELECT a, b FROM x", [Insert(table="t", source="select")]),
    ("INSERT INTO t DEFAULT VALUES", [Insert(table="t", source="default")]),
    ("INSERT INTO t VALUES (1) UNION ALL SELECT 2", [Insert(table="t", source="select")]),
    ("INSERT OR REPLACE INTO t VALUES (1)", [Insert(table="t", replaces=True)]),
    ("INSERT OR IGNORE INTO t VALUES (1)", [Insert(table="t", on_conflict=True)]),
    ("REPLACE INTO aux.t (a) VALUES (%s)", [Insert(table="aux.t", replaces=True)]),
    ("INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", [Insert(table="t", on_conflict=True)]),
    (
        "INSERT INTO t AS n SELECT 1 WHERE true ON CONFLICT (a) WHERE b IS NULL DO UPDATE SET a = excluded.a WHERE c"
        " ON CONFLICT (b) DO NOTHING RETURNING *",
        [Insert(table="t", source="select", on_conflict=True)],
    ),
    ("WITH q AS (SELECT 1) INSERT INTO t SELECT * FROM q", [Insert(table="t", source="select")]),
    ("SELECT f(a), count(*) FROM t, json_each(b) WHERE x IN (1)", [Select(functions=("f", "count", "json_each"))]),
    ("SELECT 'DELETE FROM t; ', [DROP TABLE t], \"UPDATE t SET a = 1\"", [Select()]),
    ("VALUES (1), (2)", [Select()]),
    ("WITH q (n) AS (SELECT abs(1)) SELECT * FROM q", [Select(functions=("abs",))]),
    ("EXPLAIN QUERY PLAN DELETE FROM t", [Select()]),
    ("EXPLAIN DROP TABLE t", [Select()]),
]

OTHERS: list[Case] = [
    ("CREATE VIEW IF NOT EXISTS v (a) AS SELECT 1", [CreateObject(kind="view", name="v", if_not_exists=True)]),
    ("CREATE TEMP VIEW v AS SELECT 1", [CreateObject(kind="view", name="v")]),
    ("DROP VIEW aux.v", [DropObject(kind="view", name="aux.v")]),
    ("DROP TRIGGER IF EXISTS g", [DropObject(kind="trigger", name="g", if_exists=True)]),
    (
        "CREATE TRIGGER g INSTEAD OF UPDATE OF a, b ON t FOR EACH ROW WHEN NEW.a > 1 BEGIN SELECT 1; END",
        [CreateObject(kind="trigger", name="g", table="t")],
    ),
    ("PRAGMA foreign_keys", [Select()]),
    ("PRAGMA foreign_keys = OFF", [SetParameter(name="foreign_keys", value="OFF")]),
    ("PRAGMA foreign_keys(0)", [SetParameter(name="foreign_keys", value="0")]),
    ("PRAGMA aux.Journal_Mode = WAL", [SetParameter(name="journal_mode", value="WAL", permanent=True)]),
    ("PRAGMA cache_size = -2000", [SetParameter(name="cache_size", value="-2000")]),
    ("PRAGMA encoding = 'UTF-16'", [SetParameter(name="encoding", value="UTF-16", permanent=True)]),
    ("PRAGMA writable_schema = ON", [SetParameter(name="writable_schema", value="ON")]),
    ("PRAGMA table_info('t')", [Select()]),
    ("PRAGMA foreign_key_check(t)", [Select()]),
    ("PRAGMA optimize", [Maintenance(verb="optimize")]),
    ("PRAGMA wal_checkpoint(TRUNCATE)", [Maintenance(verb="checkpoint")]),
    ("VACUUM", [Maintenance(verb="vacuum")]),
    ("VACUUM aux INTO 'copy.db'", [Maintenance(verb="vacuum")]),
    ("ANALYZE", [Maintenance(verb="analyze")]),
    ("ANALYZE aux.t", [Maintenance(verb="analyze", table="aux.t")]),
    ("ATTACH DATABASE 'x.db' AS aux", [CreateObject(kind="attached_database", name="aux")]),
    ("DETACH aux", [DropObject(kind="attached_database", name="aux")]),
    ("BEGIN", [Transaction(verb="begin")]),
    ("BEGIN EXCLUSIVE TRANSACTION", [Transaction(verb="begin")]),
    ("COMMIT", [Transaction(verb="commit")]),
    ("END TRANSACTION", [Transaction(verb="commit")]),
    ("ROLLBACK", [Transaction(verb="rollback")]),
    ("ROLLBACK TRANSACTION TO SAVEPOINT x", [Transaction(verb="savepoint")]),
    ("SAVEPOINT x", [Transaction(verb="savepoint")]),
    ("RELEASE x", [Transaction(verb="savepoint")]),
]

DROPPED = DropTable(table="x")
TRIGGER = CreateObject(kind="trigger", name="g", table="t")
HEAD = "CREATE TRIGGER g AFTER INSERT ON t BEGIN "
# Texts of several statements.
TEXTS: list[Case] = [
    ("", []),
    ("; ; -- DROP TABLE x\n /* DROP TABLE x; never closed", []),
    ("DROP TABLE x; DROP TABLE x;", [DROPPED, DROPPED]),
    ("nonsense; DROP TABLE x", [Opaque(reason="not understood from 'nonsense'"), DROPPED]),
    (
        "DROP TABLE x; SELECT 'open; DROP TABLE y",
        [DROPPED, Opaque(reason='not understood from "\'open; DROP TABLE y"')],
    ),
    (HEAD + "DELETE FROM a; UPDATE b SET c = CASE WHEN 1 THEN 2 END; END; DROP TABLE x", [TRIGGER, DROPPED]),
    (HEAD + "SELECT end FROM a; SELECT begin AS end; END; DROP TABLE x", [TRIGGER, DROPPED]),
    (HEAD + "DELETE FROM a; DROP TABLE x", [TRIGGER, DROPPED]),
    ("EXPLAIN CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; DROP TABLE x", [Select(), DROPPED]),
    ("BEGIN; DROP TABLE x; END;", [Transaction(verb="begin"), DROPPED, Transaction(verb="commit")]),
    ("SELECT 'it''s; DROP TABLE y'; DROP TABLE x", [Select(), DROPPED]),
    (r"SELECT '\'; DROP TABLE x", [Select(), DROPPED]),
]

OPAQUE = [
    "DROP",
    "DROP TABLE",
    "DROP TABLE a, b",
    "DROP TABLE a CASCADE",
    "DROP TABLE where",
    "TRUNCATE TABLE t",
    "ALTER TABLE t ADD COLUMN a integer, ADD COLUMN b integer",
    "ALTER TABLE t DROP COLUMN a garbage",
    "ALTER TABLE t RENAME",
    "CREATE TABLE t",
    "CREATE TABLE t (a integer",
    "CREATE TABLE t (a integer))",
    "CREATE TABLE t (PRIMARY KEY (a))",
    "CREATE INDEX i ON t",
    "UPDATE t SET a = 1 WHERE",
    "DELETE t",
    "INSERT INTO t",
    "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d",
    "SELECT (1",
    "SELECT [a",
    "SELECT a)",
    "PRAGMA",
    "SET foreign_keys = 0",
    "# DROP TABLE t",
    "/*! DROP TABLE t */ x",
]

STATED = [*TABLES, *ROWS, *OTHERS]


@pytest.mark.parametrize(("sql", "expected"), [*STATED, *NEWER, *TEXTS])
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


@pytest.mark.parametrize(("definition", "expected"), COLUMNS)
def test_columns(definition: str, expected: dict[str, Any]) -> None:
    column = Column(**{"name": "a", "type": "integer", **expected})
    assert read(parse, f"CREATE TABLE t (a {definition})") == [CreateTable(table="t", columns=(column,))]


@pytest.mark.parametrize("sql", OPAQUE)
def test_what_is_not_understood_is_said(sql: str) -> None:
    (found,) = parse(sql)
    assert isinstance(found, Opaque)
    assert found.sql == sql
    assert found.reason.startswith("not understood from ")


def test_limits_bound_the_number_of_rows() -> None:
    """SQLite has LIMIT here only where it was built with it."""
    assert read(parse, "DELETE FROM t ORDER BY a LIMIT 5") == [Delete(table="t", where=False, bounded=True)]
    assert read(parse, "UPDATE t SET a = 1 WHERE b RETURNING id LIMIT 5 OFFSET 2") == [
        Update(table="t", where=True, bounded=True, columns=("a",))
    ]


@given(texts([*STATED, *TEXTS]))
def test_nothing_raises(sql: str) -> None:
    for found in parse(sql):
        assert found.sql == found.sql.strip()


def refused(sql: str) -> bool:
    """Whether SQLite finds an error in the grammar of a statement, which it does not run."""
    text = sql.replace("%s", "?")
    connection = sqlite3.connect(":memory:")
    if text.startswith("ALTER"):
        connection.execute("CREATE TABLE t (a)")
    try:
        connection.execute(text if text.startswith("EXPLAIN") else f"EXPLAIN {text}", ())
    except sqlite3.Error as error:
        return any(words in str(error) for words in ("syntax error", "incomplete input", "unrecognized token"))
    finally:
        connection.close()
    return False


@pytest.mark.parametrize("sql", [*(sql for sql, _ in STATED), *(f"CREATE TABLE t (a {words})" for words, _ in COLUMNS)])
def test_sqlite_reads_it_too(sql: str) -> None:
    assert not refused(sql)


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 53), reason="SQLite 3.53 brought these")
@pytest.mark.parametrize("sql", [sql for sql, _ in NEWER])
def test_newer_sqlite_reads_it_too(sql: str) -> None:
    assert not refused(sql)


@pytest.mark.parametrize("sql", OPAQUE)
def test_sqlite_does_not_read_what_is_opaque(sql: str) -> None:
    assert refused(sql)
