"""How PostgreSQL's SQL is cut into statements, also where it is broken or has placeholders."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemaguard import statements as s
from schemaguard.databases.postgresql import parse_library
from schemaguard.databases.postgresql.parse import parse
from schemaguard.databases.postgresql.parse_library import TOO_DEEP
from schemaguard.statements import (
    AddColumn,
    Block,
    Column,
    Comment,
    CreateObject,
    CreateTable,
    Delete,
    DropTable,
    Insert,
    Opaque,
    Select,
    Statement,
    Update,
)
from tests.databases.parsing import Case, read, texts

A, B = DropTable(table="a"), DropTable(table="b")


def opaque(reason: str) -> Opaque:
    """A statement that is not understood."""
    return Opaque(reason=reason)


WHOLE: list[Case] = [
    ("", []),
    (" \n\t;; ; ", []),
    ("-- DROP TABLE a", []),
    ("/* DROP TABLE a; /* nested */ DROP TABLE b; */", []),
    ("DROP TABLE a; DROP TABLE b", [A, B]),
    ("DROP TABLE a;;\n;DROP TABLE b;", [A, B]),
    ("-- one\nDROP TABLE a; -- two; three\n/* four; */ DROP TABLE b", [A, B]),
    ('dRoP\n\ttable\r\n"a"; DROP TABLE B', [A, B]),
    ("SELECT 'DROP TABLE a;', $$; DROP TABLE b $$, $x$ $$; $x$, E'\\';'; DROP TABLE b", [Select(), B]),
    ('DROP TABLE "a;b"; DROP TABLE b', [DropTable(table="a;b"), B]),
    ("DO $$ BEGIN DROP TABLE a; END $$; DROP TABLE b", [Block(language="plpgsql"), B]),
    (
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END; DROP TABLE b",
        [CreateObject(kind="function", name="f"), B],
    ),
    (
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); DROP TABLE b",
        [CreateObject(kind="rule", name="r", table="t", detail="insert also something"), B],
    ),
    ("ALTER TABLE t DROP a; DROP TABLE a", [s.DropColumn(table="t", column=Column(name="a")), A]),
    ('DROP TABLE "Größe"; DROP TABLE b', [DropTable(table="Größe"), B]),
]

BROKEN: list[Case] = [
    ("DROP TABEL a", [opaque('syntax error at or near "TABEL"')]),
    ("DROP TABLE a; DROP TABEL x; DROP TABLE b", [A, opaque('syntax error at or near "TABEL"'), B]),
    ("DROP TABLE a; \\d t\n; DROP TABLE b", [A, opaque('syntax error at or near "\\"'), B]),
    (
        "x; DO $$ BEGIN a; b; END $$; DROP TABLE b",
        [opaque('syntax error at or near "x"'), Block(language="plpgsql"), B],
    ),
    (
        "x; CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END; DROP TABLE b",
        [opaque('syntax error at or near "x"'), CreateObject(kind="function", name="f"), B],
    ),
    (
        "x; CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); DROP TABLE b",
        [
            opaque('syntax error at or near "x"'),
            CreateObject(kind="rule", name="r", table="t", detail="insert also something"),
            B,
        ],
    ),
    ("x; BEGIN; DROP TABLE b", [opaque('syntax error at or near "x"'), s.Transaction(verb="begin"), B]),
    ("CREATE TABLE x (a int; DROP TABLE a; DROP TABLE b", [opaque("syntax error at end of input"), A, B]),
    ("DROP TABLE x)); DROP TABLE b", [opaque('syntax error at or near ")"'), B]),
    ("DROP TABLE a; SELECT 'x; DROP TABLE b", [A, opaque('unterminated quoted string at or near "\'x; DROP TABLE b"')]),
    (
        "DROP TABLE a; DO $$ x; DROP TABLE b",
        [A, opaque('unterminated dollar-quoted string at or near "$$ x; DROP TABLE b"')],
    ),
    (
        "DROP TABLE a; SELECT 1 /* x; DROP TABLE b",
        [A, opaque('unterminated /* comment at or near "/* x; DROP TABLE b"')],
    ),
    (
        'DROP TABLE a; DROP TABLE "x; DROP TABLE b',
        [A, opaque('unterminated quoted identifier at or near ""x; DROP TABLE b"')],
    ),
    (
        "DROP TABLE a; SELECT 'ß', 1x; DROP TABLE b",
        [A, opaque('trailing junk after numeric literal at or near "1x"'), B],
    ),
    ("x; -- y; DROP TABLE a\n/* z */", [opaque('syntax error at or near "x"')]),
    ("DROP TABLE a\0; DROP TABLE b", [opaque('syntax error at or near "\1"'), B]),
    ("SELECT '\0'; DROP TABLE b", [Select(), B]),
    ("SELECT '\ud800'; DROP TABLE b", [Select(), B]),
]

PLACEHOLDERS: list[Case] = [
    ("INSERT INTO t (a, b) VALUES (%s, %s),(%s,%s)", [Insert(table="t")]),
    ("UPDATE t SET a=%s, b = %(b)s WHERE id=%s", [Update(table="t", where=True, bounded=True, columns=("a", "b"))]),
    ("DELETE FROM t WHERE id IN (%s,%s) OR a LIKE 'x%%'", [Delete(table="t", where=True)]),
    ("DELETE FROM t WHERE %s = %s", [Delete(table="t", where=True)]),
    ("DELETE FROM t WHERE a %% 2 = %s AND id BETWEEN %s AND %s", [Delete(table="t", where=True, bounded=True)]),
    ("DELETE FROM t WHERE a %%%s = 1", [Delete(table="t", where=True)]),
    ("SELECT f(%s::int), '%s', \"%s\" FROM t /* %s */", [Select(functions=("f",))]),
    ("SELECT a %s FROM t", [Select()]),
    ("SELECT a%s, (b)%s, c % s FROM t", [Select()]),
    ("SELECT * FROM t LIMIT %s OFFSET %s", [Select()]),
    ("COMMENT ON TABLE t IS %s", [Comment(kind="table", name="t")]),
    ("SET lock_timeout = %s", [s.SetParameter(name="lock_timeout", value="")]),
    ("CREATE USER me PASSWORD %s", [CreateObject(kind="role", name="me")]),
    ("ALTER SEQUENCE q RESTART %s", [s.AlterObject(kind="sequence", name="q")]),
    (
        "ALTER TABLE t ADD a text DEFAULT %s NOT NULL",
        [AddColumn(table="t", column=Column(name="a", type="text", null=False, default="constant", default_text="%s"))],
    ),
    (
        "CREATE TABLE t (a text CHECK (a <> %(x)s))",
        [CreateTable(table="t", columns=(Column(name="a", type="text", check=True),))],
    ),
    (
        "DELETE FROM t WHERE id = %s; COMMENT ON TABLE t IS %s; x",
        [
            Delete(table="t", where=True, bounded=True),
            Comment(kind="table", name="t"),
            opaque('syntax error at or near "x"'),
        ],
    ),
    ("DROP TABLE %s", [opaque('syntax error at or near "$1"')]),
]

#: Chains that the parser would follow until its stack ends, and brackets in brackets.
DEEP = {
    "additions": "SELECT 1" + "+1" * 80_000,
    "unions": "SELECT 1, 2" + " UNION SELECT 1, 2" * 5_000,
    "joins": "SELECT 1 FROM a" + " CROSS JOIN b" * 5_000,
    "brackets": "DELETE FROM t WHERE " + "NOT (" * 500 + "a" + ")" * 500,
}


@pytest.mark.parametrize(("sql", "expected"), [*WHOLE, *BROKEN, *PLACEHOLDERS])
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


def test_each_statement_has_its_own_text() -> None:
    sql = ' -- first\nDROP TABLE a, "ü" ;\n/* second */ ALTER TABLE t DROP b, -- tail\n DROP c; SELECT %s '
    first, second = 'DROP TABLE a, "ü"', "ALTER TABLE t DROP b, -- tail\n DROP c"
    expected = [first, first, second, second, "SELECT %s"]
    assert [statement.sql for statement in parse(sql)] == expected
    assert [statement.sql for statement in parse(f"-- zero\nx y;{sql}")] == ["x y", *expected]


@pytest.mark.parametrize("sql", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply_is_said_or_read(sql: str) -> None:
    """How deep is too deep depends on the Python version; the statements around it are read in any case."""
    first, deep, last = read(parse, f"DROP TABLE a; {sql}; DROP TABLE b")
    assert (first, last) == (A, B)
    assert deep == opaque(TOO_DEEP) or isinstance(deep, Select | Delete)


def test_long_statements_are_read() -> None:
    rows = ", ".join(["(1, 'a;b', now())"] * 5_000)
    condition = " AND ".join(["a = 1"] * 5_000)
    assert read(parse, f"INSERT INTO t VALUES {rows}; DELETE FROM t WHERE {condition}") == [
        Insert(table="t"),
        Delete(table="t", where=True),
    ]


@given(st.one_of(texts([*WHOLE, *BROKEN, *PLACEHOLDERS]), st.text("();'\"$-/*%s1aE\\\0ü ")))
def test_nothing_raises(sql: str) -> None:
    assert all(isinstance(statement, Statement) for statement in parse(sql))


@given(st.lists(st.sampled_from([sql for sql, _ in WHOLE])))
def test_neighbours_do_not_change_each_other(parts: list[str]) -> None:
    alone = [statement for part in parts for statement in read(parse, part)]
    # A line comment ends with its line.
    assert read(parse, "\n;".join(parts)) == alone


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without postgast."""
    parse_library._library.cache_clear()
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    yield
    parse_library._library.cache_clear()


@pytest.mark.usefixtures("no_parser")
def test_without_the_parser_everything_is_opaque() -> None:
    reason = "PostgreSQL's parser is missing: install postgast"
    assert parse("DROP TABLE a; DROP TABLE b") == (Opaque(sql="DROP TABLE a; DROP TABLE b", reason=reason),)


def test_protobuf_is_not_imported() -> None:
    code = (
        "import sys; from schemaguard.databases.postgresql.parse import parse;"
        "assert parse('DROP TABLE a');"
        "sys.exit(any(name.startswith(('google', 'postgast')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
