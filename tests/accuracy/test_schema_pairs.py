"""Pairs of schemas that others wrote: we say "different" where pg_dump does.

The checkouts are named by environment variables; docs/accuracy.md has the commits and the counts. Their
files stay theirs: nothing of them is in this repository.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.accuracy import schema_pairs
from tests.accuracy.judged_pairs import judge
from tests.accuracy.schema_pairs import Found
from tests.servers.client import DatabaseServer

#: Where we and pg_dump are of two opinions, and why that is right. docs/accuracy.md lists them.
EXPECTED = {
    "extensions: upgrade an extension implicitly and explicitly": "a dump does not hold the version of an extension",
}
#: What a server may refuse.
NOT_LOADED = {"collations": "needs ICU, which the server from the wheel does not have"}
CHECKOUTS: dict[str, tuple[str, Callable[[Path], Found]]] = {
    "migra": ("SCHEMAGUARD_MIGRA_CHECKOUT", schema_pairs.migra),
    "pg-schema-diff": ("SCHEMAGUARD_PG_SCHEMA_DIFF_CHECKOUT", schema_pairs.pg_schema_diff),
}


def read(name: str) -> Found:
    variable, reader = CHECKOUTS[name]
    if not os.environ.get(variable):
        pytest.skip(f"{variable} does not name a checkout of {name}")
    return reader(Path(os.environ[variable]))


@pytest.mark.parametrize("name", CHECKOUTS)
def test_every_case_can_be_read(name: str) -> None:
    found = read(name)
    assert found.pairs
    assert found.unread == []


def judge_all(name: str, server: DatabaseServer) -> None:
    result = judge(read(name).pairs, server)
    told = [f"{number:5} {kind}" for kind, number in result.counted().items()]
    told += [f"not loaded: {pair}: {reason}" for pair, reason in result.not_loaded.items()]
    told += ["\n  ".join((f"{it.kind}: {it.pair}", *it.seen, *it.dumped)) for it in result.disagreements()]
    # Shown by "pytest -rP".
    print("\n".join(told))  # noqa: T201
    assert {verdict.pair for verdict in result.disagreements()} <= EXPECTED.keys()
    assert result.not_loaded.keys() <= NOT_LOADED.keys()
    assert result.gaps == {}


@pytest.mark.parametrize("name", CHECKOUTS)
def test_we_see_what_pg_dump_sees(
    name: str, postgresql_server: DatabaseServer, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        judge_all(name, postgresql_server)


@pytest.mark.parametrize("name", CHECKOUTS)
def test_we_see_what_pg_dump_sees_on_15(
    name: str, postgresql15_server: DatabaseServer, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        judge_all(name, postgresql15_server)


GO = """
package p

// A comment with "quotes", `backticks` and {braces}.
var cases = []acceptanceTestCase{
	{
		name: "say \\"hello\\"",
		roles: []string{"a", `"b"`},
		oldSchemaDDL: []string{
			`CREATE TABLE t (a int, b text[] DEFAULT '{}');`, `CREATE TABLE u ()`,
		},
		newSchemaDDL: nil,
		expectedHazardTypes: []diff.MigrationHazardType{diff.A, diff.B},
	},
	{name: "made", oldSchemaDDL: []string{fmt.Sprintf(`CREATE TABLE %s ()`, "t")}, newSchemaDDL: []string{}},
	{name: "from a directory", planFactory: f([]string{"x"}), expectedDBSchemaDDL: []string{`CREATE TABLE w ()`}},
}

var others = []acceptanceTestCase{{name: "last", newSchemaDDL: []string{`SELECT 1` + `, 2`}}}
"""


def test_cases_are_read_out_of_go(tmp_path: Path) -> None:
    directory = tmp_path / "internal" / "migration_acceptance_tests"
    directory.mkdir(parents=True)
    (directory / "index_cases_test.go").write_text(GO, encoding="utf-8")
    found = schema_pairs.pg_schema_diff(tmp_path)
    first, second = found.pairs
    assert first.name == 'index: say "hello"'
    assert first.left == ("CREATE TABLE t (a int, b text[] DEFAULT '{}');", "CREATE TABLE u ()")
    assert (first.right, first.roles) == ((), ("a", '"b"'))
    assert (second.name, second.right) == ("index: from a directory", ("CREATE TABLE w ()",))
    assert found.unread == ["index: a text is made by fmt.Sprintf", "index: a text is made by +"]


def test_fixtures_are_read_out_of_directories(tmp_path: Path) -> None:
    for side in "ab":
        path = tmp_path / "tests" / "FIXTURES" / "views" / f"{side}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"CREATE TABLE {side} ()", encoding="utf-8")
    (pair,) = schema_pairs.migra(tmp_path).pairs
    assert (pair.name, pair.left, pair.right) == ("views", ("CREATE TABLE a ()",), ("CREATE TABLE b ()",))
