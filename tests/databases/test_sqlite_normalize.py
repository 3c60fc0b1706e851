"""Spaces, comments, quotes and the case of keywords mean nothing in SQLite; strings mean what they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.databases.sqlite import normalize
from schemaguard.databases.sqlite.parse import lexer

COLUMNS = frozenset({"a", "b c", "order", "key", "ünï"})
#: Words that mean a column, and every way to write them.
WRITTEN = {
    "a": ["a", "A", '"a"', "`a`", "[a]", '"A"'],
    '"b c"': ['"b c"', "`b c`", "[b c]", '"B C"'],
    '"order"': ['"order"', "`order`", "[Order]"],
    "key": ["key", "KEY", '"key"', "[key]"],
    '"ünï"': ["ünï", '"ünï"', "`ünï`"],
}
SPACES = st.lists(
    st.one_of(st.sampled_from([" ", "\n", "\t", "/**/", "-- it's\n", '/* " */']), st.just(" ")), min_size=1, max_size=3
).map("".join)
STRINGS = st.text(alphabet="aA '\"-/*;é\n", max_size=8).map(lambda text: "'" + text.replace("'", "''") + "'")
#: Each with all spellings of it.
ATOMS = st.one_of(
    st.sampled_from(sorted(WRITTEN)).map(lambda name: WRITTEN[name]),
    STRINGS.map(lambda text: [text]),
    st.sampled_from([["1"], ["1.5e3", "1.5E3"], ["x'0A'", "X'0a'"], ["null", "NULL", "Null"]]),
)
OPERATORS = st.sampled_from(
    [["+"], ["||"], ["=", "=="], ["<>", "!="], ["and", "AND"], ["like", "LIKE"], ["is not", "IS NOT"]]
)


@st.composite
def expressions(draw: st.DrawFn) -> list[list[str]]:
    """Tokens, each as a list of its spellings."""
    tokens = [draw(ATOMS)]
    for _ in range(draw(st.integers(0, 4))):
        tokens += [draw(OPERATORS), draw(ATOMS)]
        if draw(st.booleans()):
            tokens = [["("], *tokens, [")"]]
        if draw(st.booleans()):
            tokens = [["upper", "UPPER", "Upper"], ["("], *tokens, [")"]]
    return tokens


def normal(text: str) -> str:
    return normalize.expression(normalize.unwrapped(lexer().read(text)), COLUMNS)


@given(st.data(), expressions())
def test_spellings_of_one_expression_are_one_text(data: st.DataObject, tokens: list[list[str]]) -> None:
    plain = normal(" ".join(spellings[0] for spellings in tokens))
    assert normal("".join(data.draw(st.sampled_from(spellings)) + data.draw(SPACES) for spellings in tokens)) == plain
    assert normal(plain) == plain


@given(expressions())
def test_strings_survive(tokens: list[list[str]]) -> None:
    text = normal(" ".join(spellings[0] for spellings in tokens))
    strings = [token.text for token in lexer().read(text) if token.kind == "string" and token.text[0] == "'"]
    assert strings == [spellings[0] for spellings in tokens if spellings[0][0] == "'"]


@given(expressions())
def test_sqlite_takes_the_text_for_the_same(tokens: list[list[str]]) -> None:
    stated = " ".join(spellings[0] for spellings in tokens)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute('CREATE TABLE t (a, "b c", "order", key, "ünï")')
        connection.execute("INSERT INTO t VALUES (1, '2', NULL, 'a', x'0a')")
        ask = "SELECT {} FROM t"
        assert (
            connection.execute(ask.format(stated)).fetchone()
            == connection.execute(ask.format(normal(stated))).fetchone()
        )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a = 'x'", "a = 'X'"),
        ("a = 'x'", "a = 'x '"),
        ("a = 'x'", "a = x"),
        ("a - 1", "a + 1"),
        ("a - -1", "a - 1"),
        ("(a or b) and c", "a or (b and c)"),
        ("a = x'0A'", "a = '0A'"),
        ("a = 1", "a = 1.0"),
        ("current_date", '"current_date"'),
        ("é", "É"),
    ],
)
def test_what_means_something_stays(left: str, right: str) -> None:
    assert normal(left) != normal(right)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('"a" = "open"', "a = 'open'"),
        ("upper( a ) IN ( 1 ,2 )", "upper(a) in (1, 2)"),
        ("a>-1 AND - a < + 2", "a > -1 and -a < +2"),
        ("a - 1", "a - 1"),
        ("a ->> '$.x'", "a ->> '$.x'"),
        ("((JSON_VALID(\"a\") OR \"a\" IS NULL))", "json_valid(a) or a is null"),
        ('a COLLATE "NoCase"', "a collate nocase"),
        ("CASE WHEN a THEN -1 ELSE - 2 END", "case when a then -1 else -2 end"),
        ("CAST(a AS \"text\")", "cast(a as text)"),
        ('"t"."a"', "t.a"),
    ],
)  # fmt: skip
def test_expression(stated: str, expected: str) -> None:
    assert normal(stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("'x'", "'x'"), ("(('x'))", "'x'"), ('"it\'s"', "'it''s'"), ("x", "'x'"), ("[x]", "'x'"), ("NULL", ""), ("", ""),
        ("5", "5"), ("+ 5", "5"), ("- 5", "-5"), ("(-5)", "-5"), ("5.0", "5.0"), ("TRUE", "1"), ("false", "0"),
        ("CURRENT_TIMESTAMP", "current_timestamp"), ("datetime('NOW')", "datetime('NOW')"), ("X'0a'", "x'0A'"),
    ],
)  # fmt: skip
def test_default(stated: str, expected: str) -> None:
    assert normalize.default(stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", ""), ("INTEGER", "integer"), ("varchar ( 20 )", "varchar(20)"), ("DECIMAL(8,2)", "decimal(8, 2)"),
        ("unsigned  big\nint", "unsigned big int"), ("text /* note */", "text"),
    ],
)  # fmt: skip
def test_type_name(stated: str, expected: str) -> None:
    assert normalize.type_name(stated) == expected


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ('SELECT "a" AS b', "select  a as b", True),
        ("SELECT 'a'", "SELECT 'A'", False),
        # Nobody can tell here whether it is a string.
        ('SELECT "Open"', 'SELECT "open"', False),
        ('SELECT "open"', "SELECT 'open'", False),
    ],
)
def test_body(left: str, right: str, same: bool) -> None:
    assert (normalize.body(lexer().read(left)) == normalize.body(lexer().read(right))) is same
