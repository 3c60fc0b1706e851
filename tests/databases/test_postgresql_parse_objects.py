"""SQL about views, routines, types and everything else that is neither a table nor an index."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard.databases.postgresql.parse import parse
from schemaguard.statements import (
    AddEnumValue,
    AlterDomain,
    AlterObject,
    Comment,
    CreateObject,
    DropObject,
    RefreshView,
    RenameEnumValue,
    Statement,
)
from tests.databases.parsing import Case, read
from tests.databases.postgresql import refused


def create(kind: str, name: str, **more: Any) -> list[Statement]:
    """CREATE."""
    return [CreateObject(kind=kind, name=name, **more)]


def drop(kind: str, *names: str, **more: Any) -> list[Statement]:
    """DROP, of one or several."""
    return [DropObject(kind=kind, name=name, **more) for name in names]


def alter(kind: str, name: str, what: str = "", to: str = "") -> list[Statement]:
    """ALTER."""
    return [AlterObject(kind=kind, name=name, what=what, to=to)]


CREATES: list[Case] = [
    ("CREATE VIEW v AS SELECT 1", create("view", "v")),
    ("CREATE OR REPLACE TEMP VIEW x.v AS SELECT 1", create("view", "x.v", replace=True)),
    ("CREATE RECURSIVE VIEW v (a) AS SELECT 1", create("view", "v")),
    ("CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1", create("materialized_view", "v", if_not_exists=True)),
    ("CREATE FUNCTION x.f(a int) RETURNS int LANGUAGE sql AS 'DROP TABLE t'", create("function", "x.f")),
    (
        "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; SELECT 1; END",
        create("procedure", "p", replace=True),
    ),
    ("CREATE AGGREGATE a(int) (sfunc = f, stype = int)", create("aggregate", "a")),
    (
        "CREATE OR REPLACE TRIGGER g BEFORE INSERT ON x.t FOR EACH ROW EXECUTE FUNCTION f()",
        create("trigger", "g", table="x.t", replace=True),
    ),
    (
        "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
        create("trigger", "g", table="t"),
    ),
    ("CREATE EVENT TRIGGER g ON ddl_command_start EXECUTE FUNCTION f()", create("event_trigger", "g")),
    (
        "CREATE RULE r AS ON DELETE TO t DO INSTEAD (DELETE FROM u; SELECT 1)",
        create("rule", "r", table="t", detail="delete instead something"),
    ),
    (
        "CREATE OR REPLACE RULE r AS ON UPDATE TO x.t WHERE old.a > 1 DO INSTEAD NOTHING",
        create("rule", "r", table="x.t", detail="update where instead nothing", replace=True),
    ),
    ("CREATE RULE r AS ON INSERT TO t DO NOTHING", create("rule", "r", table="t", detail="insert also nothing")),
    ("CREATE POLICY p ON t USING (true)", create("policy", "p", table="t")),
    ("CREATE SEQUENCE IF NOT EXISTS x.q START 5", create("sequence", "x.q", if_not_exists=True)),
    ("CREATE SCHEMA IF NOT EXISTS x", create("schema", "x", if_not_exists=True)),
    ("CREATE SCHEMA AUTHORIZATION me", create("schema", "me")),
    ("CREATE DATABASE d", create("database", "d")),
    ("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA x", create("extension", "pg_trgm", if_not_exists=True)),
    ("CREATE TYPE x.mood AS ENUM ('a', 'b')", create("type", "x.mood")),
    ("CREATE TYPE pair AS (a int, b int)", create("type", "pair")),
    ("CREATE TYPE span AS RANGE (subtype = int)", create("type", "span")),
    ("CREATE TYPE shell", create("type", "shell")),
    ("CREATE DOMAIN x.email AS text CHECK (VALUE LIKE '%@%')", create("domain", "x.email")),
    ("CREATE ROLE r LOGIN", create("role", "r")),
    ("CREATE USER u PASSWORD 'x'", create("role", "u")),
    ("CREATE TABLESPACE fast LOCATION '/x'", create("tablespace", "fast")),
    ("CREATE SERVER IF NOT EXISTS r FOREIGN DATA WRAPPER w", create("server", "r", if_not_exists=True)),
    ("CREATE FOREIGN DATA WRAPPER w", create("foreign_data_wrapper", "w")),
    ("CREATE FOREIGN TABLE IF NOT EXISTS f (a int) SERVER r", create("foreign_table", "f", if_not_exists=True)),
    ("CREATE USER MAPPING FOR CURRENT_USER SERVER r", create("user_mapping", "current_user")),
    ("IMPORT FOREIGN SCHEMA a FROM SERVER r INTO b", create("foreign_schema", "b")),
    ("CREATE PUBLICATION p FOR ALL TABLES", create("publication", "p")),
    ("CREATE SUBSCRIPTION p CONNECTION 'x' PUBLICATION q", create("subscription", "p")),
    ("CREATE STATISTICS x.c ON a, b FROM t", create("statistics", "x.c", table="t")),
    ("CREATE STATISTICS ON a, b FROM t", create("statistics", "", table="t")),
    ("CREATE OPERATOR === (leftarg = int, rightarg = int, function = f)", create("operator", "===")),
    ("CREATE OPERATOR CLASS x.c FOR TYPE int USING btree AS STORAGE int", create("operator_class", "x.c")),
    ("CREATE OPERATOR FAMILY c USING btree", create("operator_family", "c")),
    ("CREATE CAST (int8 AS varchar) WITH INOUT", create("cast", "bigint as varchar")),
    ('CREATE COLLATION IF NOT EXISTS c FROM "C"', create("collation", "c", if_not_exists=True)),
    ("CREATE CONVERSION c FOR 'a' TO 'b' FROM f", create("conversion", "c")),
    ("CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)", create("text_search_configuration", "c")),
    (
        "CREATE OR REPLACE TRANSFORM FOR int LANGUAGE l (TO SQL WITH FUNCTION f(internal))",
        create("transform", "integer l", replace=True),
    ),
    ("CREATE LANGUAGE l HANDLER f", create("language", "l")),
    ("CREATE ACCESS METHOD m TYPE TABLE HANDLER f", create("access_method", "m")),
]

DROPS: list[Case] = [
    ("DROP VIEW IF EXISTS a, x.b CASCADE", drop("view", "a", "x.b", if_exists=True, cascade=True)),
    ("DROP MATERIALIZED VIEW v", drop("materialized_view", "v")),
    ("DROP FUNCTION f(int), x.g", drop("function", "f", "x.g")),
    ("DROP PROCEDURE p", drop("procedure", "p")),
    ("DROP ROUTINE p", drop("routine", "p")),
    ("DROP AGGREGATE a(*)", drop("aggregate", "a")),
    ("DROP TRIGGER IF EXISTS g ON x.t CASCADE", drop("trigger", "g", table="x.t", if_exists=True, cascade=True)),
    ("DROP EVENT TRIGGER g", drop("event_trigger", "g")),
    ("DROP RULE r ON t", drop("rule", "r", table="t")),
    ("DROP POLICY p ON t", drop("policy", "p", table="t")),
    ("DROP SEQUENCE q", drop("sequence", "q")),
    ("DROP SCHEMA a, b CASCADE", drop("schema", "a", "b", cascade=True)),
    ("DROP DATABASE IF EXISTS d WITH (FORCE)", drop("database", "d", if_exists=True)),
    ("DROP EXTENSION a, b", drop("extension", "a", "b")),
    ("DROP TYPE x.mood, pair", drop("type", "x.mood", "pair")),
    ("DROP DOMAIN email", drop("domain", "email")),
    ("DROP ROLE IF EXISTS a, b", drop("role", "a", "b", if_exists=True)),
    ("DROP OWNED BY a, CURRENT_USER CASCADE", drop("owned", "a", "current_user", cascade=True)),
    ("DROP TABLESPACE IF EXISTS fast", drop("tablespace", "fast", if_exists=True)),
    ("DROP FOREIGN TABLE f", drop("foreign_table", "f")),
    ("DROP SERVER r", drop("server", "r")),
    ("DROP FOREIGN DATA WRAPPER w", drop("foreign_data_wrapper", "w")),
    ("DROP USER MAPPING FOR me SERVER r", drop("user_mapping", "me")),
    ("DROP PUBLICATION p", drop("publication", "p")),
    ("DROP SUBSCRIPTION p", drop("subscription", "p")),
    ("DROP STATISTICS c", drop("statistics", "c")),
    ("DROP OPERATOR === (int, int)", drop("operator", "===")),
    ("DROP OPERATOR CLASS x.c USING btree", drop("operator_class", "x.c")),
    ("DROP CAST (int8 AS varchar)", drop("cast", "bigint as varchar")),
    ("DROP TRANSFORM FOR int LANGUAGE l", drop("transform", "integer l")),
    ("DROP COLLATION c", drop("collation", "c")),
    ("DROP TEXT SEARCH DICTIONARY c", drop("text_search_dictionary", "c")),
    ("DROP LANGUAGE l", drop("language", "l")),
]

ALTERS: list[Case] = [
    ("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c' AFTER 'b'", [AddEnumValue(type="mood", value="c")]),
    ("ALTER TYPE x.mood RENAME VALUE 'a' TO 'z'", [RenameEnumValue(type="x.mood", value="a", to="z")]),
    ("ALTER TYPE mood RENAME TO humour", alter("type", "mood", "rename", "humour")),
    ("ALTER TYPE pair RENAME ATTRIBUTE a TO c", alter("type", "pair", "rename_attribute", "c")),
    (
        "ALTER TYPE pair ADD ATTRIBUTE c int, DROP ATTRIBUTE a, ALTER ATTRIBUTE b TYPE text",
        [
            *alter("type", "pair", "add_attribute"),
            *alter("type", "pair", "drop_attribute"),
            *alter("type", "pair", "alter_attribute"),
        ],
    ),
    ("ALTER TYPE pair SET (storage = plain)", alter("type", "pair")),
    ("ALTER DOMAIN email SET NOT NULL", [AlterDomain(domain="email", what="set_not_null")]),
    ("ALTER DOMAIN email DROP NOT NULL", [AlterDomain(domain="email", what="other")]),
    ("ALTER DOMAIN email SET DEFAULT 'x'", [AlterDomain(domain="email", what="other")]),
    ("ALTER DOMAIN x.email ADD CHECK (VALUE <> '')", [AlterDomain(domain="x.email", what="add_constraint")]),
    (
        "ALTER DOMAIN email ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID",
        [AlterDomain(domain="email", what="add_constraint", validated=False)],
    ),
    ("ALTER DOMAIN email ADD NOT NULL", [AlterDomain(domain="email", what="set_not_null")]),
    ("ALTER DOMAIN email VALIDATE CONSTRAINT c", [AlterDomain(domain="email", what="validate")]),
    ("ALTER DOMAIN email DROP CONSTRAINT IF EXISTS c", [AlterDomain(domain="email", what="drop_constraint")]),
    ("ALTER DOMAIN email RENAME CONSTRAINT c TO d", [AlterDomain(domain="email", what="other")]),
    ("ALTER DOMAIN email RENAME TO address", alter("domain", "email", "rename", "address")),
    ("ALTER VIEW x.v RENAME TO w", alter("view", "x.v", "rename", "x.w")),
    ("ALTER VIEW v ALTER a SET DEFAULT 1", alter("view", "v", "alter_column")),
    ("ALTER VIEW v SET (security_barrier)", alter("view", "v", "storage_parameters", "security_barrier")),
    ("ALTER MATERIALIZED VIEW v SET SCHEMA x", alter("materialized_view", "v", "schema", "x")),
    ("ALTER MATERIALIZED VIEW v CLUSTER ON i", alter("materialized_view", "v", "cluster", "i")),
    (
        "ALTER FOREIGN TABLE f ADD a int, DROP b",
        [*alter("foreign_table", "f", "add_column"), *alter("foreign_table", "f", "drop_column")],
    ),
    ("ALTER INDEX i ATTACH PARTITION x.j", alter("index", "i", "attach_partition", "x.j")),
    ("ALTER INDEX i SET (fillfactor = 70)", alter("index", "i", "storage_parameters", "fillfactor=70")),
    ("ALTER INDEX i SET TABLESPACE fast", alter("index", "i", "tablespace", "fast")),
    ("ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 5", alter("index", "i", "alter_column")),
    ("ALTER INDEX i DEPENDS ON EXTENSION e", alter("index", "i", "depends", "e")),
    ("ALTER SEQUENCE x.q RESTART WITH 5", alter("sequence", "x.q")),
    ("ALTER SEQUENCE q OWNER TO me", alter("sequence", "q", "owner", "me")),
    ("ALTER FUNCTION f(int) SET search_path = x", alter("function", "f")),
    ("ALTER FUNCTION x.f(int) RENAME TO g", alter("function", "x.f", "rename", "x.g")),
    ("ALTER PROCEDURE p OWNER TO CURRENT_ROLE", alter("procedure", "p", "owner", "current_role")),
    ("ALTER TRIGGER g ON x.t RENAME TO h", alter("trigger", "g", "rename", "h")),
    ("ALTER TRIGGER g ON t DEPENDS ON EXTENSION e", alter("trigger", "g", "depends", "e")),
    ("ALTER EVENT TRIGGER g DISABLE", alter("event_trigger", "g")),
    ("ALTER POLICY p ON t USING (false)", alter("policy", "p")),
    ("ALTER POLICY p ON t RENAME TO q", alter("policy", "p", "rename", "q")),
    ("ALTER RULE p ON t RENAME TO q", alter("rule", "p", "rename", "q")),
    ("ALTER SCHEMA x RENAME TO y", alter("schema", "x", "rename", "y")),
    ("ALTER SCHEMA x OWNER TO me", alter("schema", "x", "owner", "me")),
    ("ALTER DATABASE d RENAME TO e", alter("database", "d", "rename", "e")),
    ("ALTER DATABASE d CONNECTION LIMIT 5", alter("database", "d")),
    ("ALTER DATABASE d REFRESH COLLATION VERSION", alter("database", "d", "refresh_version")),
    ("ALTER EXTENSION e UPDATE", alter("extension", "e", "update")),
    ("ALTER EXTENSION e UPDATE TO '1.2'", alter("extension", "e", "update", "1.2")),
    ("ALTER EXTENSION e ADD TABLE x.t", alter("extension", "e", "add", "x.t")),
    ("ALTER EXTENSION e DROP FUNCTION f(int)", alter("extension", "e", "drop", "f")),
    ("ALTER ROLE r NOLOGIN", alter("role", "r")),
    ("ALTER USER r RENAME TO u", alter("role", "r", "rename", "u")),
    ("ALTER PUBLICATION p ADD TABLE t", alter("publication", "p")),
    ("ALTER SUBSCRIPTION p DISABLE", alter("subscription", "p")),
    ("ALTER SERVER r VERSION '2'", alter("server", "r")),
    ("ALTER FOREIGN DATA WRAPPER w NO HANDLER", alter("foreign_data_wrapper", "w")),
    ("ALTER USER MAPPING FOR me SERVER r OPTIONS (a 'b')", alter("user_mapping", "me")),
    ("ALTER STATISTICS c SET STATISTICS 5", alter("statistics", "c")),
    ("ALTER TABLESPACE fast SET (seq_page_cost = 1)", alter("tablespace", "fast", "storage_parameters")),
    ("ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast", alter("tablespace", "slow", "move_all", "fast")),
    ("ALTER OPERATOR === (int, int) SET (RESTRICT = NONE)", alter("operator", "===")),
    ("ALTER OPERATOR FAMILY c USING btree RENAME TO d", alter("operator_family", "c", "rename", "d")),
    ("ALTER OPERATOR FAMILY c USING btree DROP OPERATOR 1 (int)", alter("operator_family", "c")),
    ("ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR word", alter("text_search_configuration", "c")),
    ("ALTER TEXT SEARCH DICTIONARY c (a = b)", alter("text_search_dictionary", "c")),
    ("ALTER COLLATION c REFRESH VERSION", alter("collation", "c", "refresh_version")),
    ("ALTER LARGE OBJECT 5 OWNER TO me", alter("large_object", "5", "owner", "me")),
    ("REASSIGN OWNED BY a TO b", alter("owned", "a", "owner", "b")),
    ("SECURITY LABEL ON COLUMN t.a IS 'x'", alter("column", "t.a", "security_label")),
    ("REFRESH MATERIALIZED VIEW v", [RefreshView(name="v")]),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY x.v WITH DATA", [RefreshView(name="x.v", concurrently=True)]),
    ("COMMENT ON TABLE public.t IS 'DROP TABLE t'", [Comment(kind="table", name="t")]),
    ("COMMENT ON COLUMN x.t.a IS NULL", [Comment(kind="column", name="x.t.a")]),
    ("COMMENT ON CONSTRAINT c ON t IS 'x'", [Comment(kind="constraint", name="t.c")]),
    ("COMMENT ON CONSTRAINT c ON DOMAIN email IS 'x'", [Comment(kind="constraint", name="email.c")]),
    ("COMMENT ON FUNCTION f(int) IS 'x'", [Comment(kind="function", name="f")]),
    ("COMMENT ON LARGE OBJECT 5 IS 'x'", [Comment(kind="large_object", name="5")]),
    ("COMMENT ON TYPE mood IS 'x'", [Comment(kind="type", name="mood")]),
]

CASES = [*CREATES, *DROPS, *ALTERS]


@pytest.mark.parametrize(("sql", "expected"), CASES)
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


def test_the_server_reads_them_too(postgresql_url: str) -> None:
    assert refused(postgresql_url, [sql for sql, _ in CASES]) == []
