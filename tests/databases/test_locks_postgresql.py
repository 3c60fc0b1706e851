"""The table of locks agrees with PostgreSQL, on the newest and on an old server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from schemaguard.databases.base import Lock
from schemaguard.databases.postgresql.locks import lock
from schemaguard.databases.postgresql.parse import parse
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    Column,
    Constraint,
    DropColumn,
    DropConstraint,
    DropTable,
    Reference,
    Statement,
)
from schemaguard.target import Target
from tests.databases.measure_postgresql import measure, measuring, waits_for
from tests.servers.client import DatabaseServer

TABLES = """
CREATE TABLE parent (id int PRIMARY KEY, code int UNIQUE);
INSERT INTO parent SELECT i, i FROM generate_series(1, 100) i;
CREATE TABLE t (
    id int PRIMARY KEY, parent_id int, linked_id int CONSTRAINT t_fk REFERENCES parent (id), plain int,
    unique_key int CONSTRAINT t_unique UNIQUE, positive int CONSTRAINT t_check CHECK (positive > 0),
    name varchar(20), indexed varchar(20), filled int NOT NULL DEFAULT 1, counted int NOT NULL
);
INSERT INTO t SELECT i, i, i, i, i, i, 'n', 'n' || i, i, i FROM generate_series(1, 100) i;
CREATE INDEX t_indexed ON t (indexed);
CREATE UNIQUE INDEX t_plain ON t (plain);
ALTER TABLE t ADD CONSTRAINT t_open_check CHECK (plain > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_open_fk FOREIGN KEY (parent_id) REFERENCES parent (id) NOT VALID;
CREATE TABLE lone (id int PRIMARY KEY, n int);
INSERT INTO lone SELECT i, i FROM generate_series(1, 100) i;
CREATE TABLE child (id int PRIMARY KEY, t_id int REFERENCES t (id));
CREATE TABLE parts (id int, n int) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
CREATE TABLE part2 (id int, n int);
INSERT INTO part2 SELECT i, i FROM generate_series(1000, 1099) i;
CREATE TABLE computed (id int PRIMARY KEY, double int GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO computed SELECT i FROM generate_series(1, 100) i;
CREATE VIEW seen AS SELECT id FROM parent;
CREATE MATERIALIZED VIEW kept AS SELECT id FROM parent;
CREATE UNIQUE INDEX kept_id ON kept (id);
CREATE DOMAIN positive AS int;
ALTER DOMAIN positive ADD CONSTRAINT open_check CHECK (VALUE > -1) NOT VALID;
CREATE TABLE tame (id int PRIMARY KEY, n positive);
INSERT INTO tame SELECT i, i FROM generate_series(1, 100) i;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE moody (id int, mood mood);
CREATE FUNCTION notice() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t_trigger BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION notice();
CREATE RULE t_rule AS ON DELETE TO t WHERE old.id < 0 DO INSTEAD NOTHING;
CREATE POLICY t_policy ON t;
CREATE STATISTICS t_statistics ON id, plain FROM t;
CREATE SEQUENCE counter;
"""


@dataclass(frozen=True)
class Case:
    """A statement to run, and what it is judged as where the SQL tells less than an operation.

    ``claims`` names what is judged otherwise than measured, for a reason that stands beside it.
    """

    sql: str
    table: str = "t"
    statement: Statement | None = None
    claims: frozenset[str] = frozenset()
    version: int = 14

    def judged(self, version: int) -> Lock:
        """What the table of locks says."""
        statement = self.statement or parse(self.sql)[0]
        found = lock(statement, Target("postgresql", "postgresql", (version,)))
        assert found is not None, statement
        return found


def case(sql: str, table: str = "t", *, as_: Statement | None = None, claims: str = "", version: int = 14) -> Case:
    return Case(sql, table, as_, frozenset(claims.split()), version)


def adding(table: str = "t", **column: object) -> AddColumn:
    return AddColumn(table=table, column=Column(name="x", **column))  # type: ignore[arg-type]


TO_PARENT = Reference("parent", ("id",))
LINKED = Constraint(kind="foreign_key", columns=("linked_id",), references=TO_PARENT)

CASES = [
    # Columns
    case("ALTER TABLE t ADD COLUMN x int"),
    case("ALTER TABLE t ADD COLUMN x int DEFAULT 5 NOT NULL"),
    case("ALTER TABLE t ADD COLUMN x int DEFAULT 5 NOT NULL", as_=adding(type="integer", null=False, fill="callable")),
    case("ALTER TABLE t ADD COLUMN x timestamptz DEFAULT now() NOT NULL"),
    case("ALTER TABLE t ADD COLUMN x float DEFAULT random()"),
    case("ALTER TABLE t ADD COLUMN x uuid DEFAULT gen_random_uuid()"),
    # Nobody could judge the expression, which happens to be constant.
    case("ALTER TABLE t ADD COLUMN x int DEFAULT 5", as_=adding(type="integer", default="unknown"), claims="cost"),
    case("ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (id * 2) STORED"),
    case("ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (id * 2) VIRTUAL", version=18),
    case("ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (id * 2) VIRTUAL NOT NULL", version=18),
    case("ALTER TABLE t ADD COLUMN x int GENERATED BY DEFAULT AS IDENTITY"),
    case("ALTER TABLE t ADD COLUMN x bigserial"),
    case("ALTER TABLE t ADD COLUMN x int UNIQUE"),
    case("ALTER TABLE t ADD COLUMN x int CHECK (x >= 0)"),
    case("ALTER TABLE t ADD COLUMN x int DEFAULT 5 NOT NULL CHECK (x >= 0)"),
    case("ALTER TABLE t ADD COLUMN x int REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED"),
    case("ALTER TABLE t ADD COLUMN x int DEFAULT 5 NOT NULL REFERENCES parent (id)"),
    case("ALTER TABLE t ADD COLUMN x int REFERENCES t (id)"),
    case(
        "ALTER TABLE t ADD COLUMN x int REFERENCES parent (id); CREATE INDEX ON t (x)",
        as_=adding(type="integer", index=True, references=TO_PARENT),
    ),
    case("ALTER TABLE t DROP COLUMN name"),
    case("ALTER TABLE t DROP COLUMN indexed"),
    case(
        "ALTER TABLE t DROP COLUMN linked_id",
        as_=DropColumn(table="t", column=Column(name="linked_id", references=TO_PARENT)),
    ),
    case("ALTER TABLE t RENAME COLUMN plain TO x"),
    case("ALTER TABLE t ALTER COLUMN plain SET NOT NULL"),
    case("ALTER TABLE t ALTER COLUMN filled DROP NOT NULL"),
    case("ALTER TABLE t ALTER COLUMN plain SET DEFAULT 1"),
    case("ALTER TABLE t ALTER COLUMN filled DROP DEFAULT"),
    case("ALTER TABLE t ALTER COLUMN counted ADD GENERATED BY DEFAULT AS IDENTITY"),
    case("ALTER TABLE t ALTER COLUMN plain SET STATISTICS 100"),
    case("ALTER TABLE t ALTER COLUMN name SET STORAGE EXTERNAL"),
    case("ALTER TABLE t ALTER COLUMN indexed TYPE varchar(50) USING lower(indexed)"),
    # The SQL does not tell the old type, nor that there is a foreign key.
    case("ALTER TABLE t ALTER COLUMN name TYPE varchar(50)", claims="cost"),
    case("ALTER TABLE t ALTER COLUMN linked_id TYPE bigint", claims="others"),
    case("ALTER TABLE computed ALTER COLUMN double DROP EXPRESSION", "computed"),
    case("ALTER TABLE computed ALTER COLUMN double SET EXPRESSION AS (id * 3)", "computed", version=17),
    # Indexes
    case("CREATE INDEX x ON t (name)"),
    case("CREATE UNIQUE INDEX x ON t (lower(indexed))"),
    # The partitions have no rows here, and their names are not known.
    case("CREATE INDEX x ON parts (n)", "parts", claims="cost others"),
    case("CREATE INDEX x ON ONLY parts (n)", "parts"),
    # Nobody writes ONLY where there are no partitions. It means nothing there: every row is read.
    case("CREATE INDEX x ON ONLY t (name)", claims="cost"),
    case("DROP INDEX t_indexed"),
    case("ALTER INDEX t_indexed RENAME TO x", "t_indexed"),
    # The index is one of the others.
    case("REINDEX INDEX t_indexed", claims="others"),
    case("REINDEX TABLE t"),
    # Constraints
    case("ALTER TABLE t ADD CONSTRAINT x UNIQUE (filled, id)"),
    case("ALTER TABLE t ADD CONSTRAINT x UNIQUE USING INDEX t_plain"),
    case("ALTER TABLE part2 ADD PRIMARY KEY (n)", "part2"),
    case("ALTER TABLE t ADD CONSTRAINT x CHECK (plain > 0)"),
    case("ALTER TABLE t ADD CONSTRAINT x CHECK (plain > 0) NOT VALID"),
    case("ALTER TABLE t ADD CONSTRAINT x CHECK (plain > 0) NOT ENFORCED", version=18),
    case("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent (id)"),
    case("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent (id) NOT VALID"),
    case("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES t (id)"),
    case("ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING btree (plain WITH =)"),
    case("ALTER TABLE t ADD CONSTRAINT x NOT NULL plain", version=18),
    case("ALTER TABLE t ADD CONSTRAINT x NOT NULL plain NOT VALID", version=18),
    case("ALTER TABLE t DROP CONSTRAINT t_check"),
    case("ALTER TABLE t DROP CONSTRAINT t_unique"),
    case("ALTER TABLE t DROP CONSTRAINT t_fk", as_=DropConstraint(table="t", constraint=LINKED)),
    case("ALTER TABLE t VALIDATE CONSTRAINT t_open_check"),
    case("ALTER TABLE t VALIDATE CONSTRAINT t_open_fk"),
    case("ALTER TABLE t ALTER CONSTRAINT t_fk DEFERRABLE"),
    case("ALTER TABLE t RENAME CONSTRAINT t_check TO x"),
    # Tables
    # The new table is not among those that were there before.
    case("CREATE TABLE x (id int REFERENCES parent (id))", "x", claims="mode"),
    case("CREATE TABLE part3 PARTITION OF parts FOR VALUES FROM (3000) TO (4000)", "parts"),
    case("DROP TABLE lone", "lone"),
    case("DROP TABLE child", "child", as_=DropTable(table="child", references=("t",))),
    case("ALTER TABLE t RENAME TO x"),
    case("ALTER TABLE child SET UNLOGGED", "child"),
    case("ALTER TABLE t SET (fillfactor = 70)"),
    case("ALTER TABLE t ENABLE ROW LEVEL SECURITY"),
    case("ALTER TABLE t OWNER TO CURRENT_USER"),
    case("ALTER TABLE t CLUSTER ON t_indexed"),
    case("ALTER TABLE t DISABLE TRIGGER t_trigger"),
    case("ALTER TABLE t REPLICA IDENTITY FULL"),
    case("ALTER TABLE parts ATTACH PARTITION part2 FOR VALUES FROM (1000) TO (2000)", "parts"),
    case("ALTER TABLE parts DETACH PARTITION part1", "parts"),
    # It gets a new file, an empty one.
    case("TRUNCATE child", "child", claims="cost"),
    case("LOCK TABLE t"),
    case("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE"),
    case("COMMENT ON TABLE t IS 'x'"),
    case("COMMENT ON COLUMN t.plain IS 'x'"),
    case("ANALYZE t"),
    case("CLUSTER t USING t_indexed"),
    # Other objects
    case("CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION notice()"),
    case("DROP TRIGGER t_trigger ON t"),
    case("ALTER TRIGGER t_trigger ON t RENAME TO x"),
    case("CREATE RULE x AS ON UPDATE TO t DO ALSO NOTHING"),
    case("DROP RULE t_rule ON t"),
    case("CREATE POLICY x ON t"),
    case("ALTER POLICY t_policy ON t USING (true)"),
    case("DROP POLICY t_policy ON t"),
    case("CREATE STATISTICS x ON id, plain FROM t"),
    case("DROP STATISTICS t_statistics"),
    case("CREATE OR REPLACE VIEW seen AS SELECT id FROM parent", "seen"),
    case("DROP VIEW seen", "seen"),
    case("ALTER VIEW seen RENAME TO x", "seen"),
    case("DROP MATERIALIZED VIEW kept", "kept"),
    case("REFRESH MATERIALIZED VIEW kept", "kept"),
    case("REFRESH MATERIALIZED VIEW CONCURRENTLY kept", "kept"),
    case("ALTER SEQUENCE counter RESTART", "counter"),
    case("ALTER SEQUENCE counter RENAME TO x", "counter"),
    case("DROP SEQUENCE counter", "counter"),
    case("CREATE PUBLICATION x FOR TABLE t"),
    case("ALTER DOMAIN positive ADD CONSTRAINT x CHECK (VALUE > 0)", "tame"),
    case("ALTER DOMAIN positive SET NOT NULL", "tame"),
    case("ALTER DOMAIN positive VALIDATE CONSTRAINT open_check", "tame"),
    case("DROP TYPE mood CASCADE", "moody"),
    case("DROP FUNCTION notice() CASCADE"),
]

#: Statements that take no lock on a table that others could notice.
FREE = [
    "ALTER DOMAIN positive ADD CONSTRAINT x CHECK (VALUE > 0) NOT VALID",
    "ALTER DOMAIN positive DROP NOT NULL",
    "ALTER TYPE mood ADD VALUE 'mad'",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "CREATE TABLE x (id int)",
    "CREATE TABLE x (LIKE t)",
    "CREATE TABLE x AS SELECT * FROM t",
    "CREATE VIEW x AS SELECT * FROM t",
    "CREATE MATERIALIZED VIEW x AS SELECT * FROM t",
    "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SEQUENCE x OWNED BY t.plain",
    "CREATE SCHEMA x",
    "COMMENT ON CONSTRAINT t_check ON t IS 'x'",
    "GRANT SELECT ON t TO PUBLIC",
    "UPDATE t SET plain = plain",
    "DELETE FROM child",
    "INSERT INTO parent VALUES (1000)",
    "SELECT * FROM t",
]

#: Statements that cannot run in a transaction, and the table they wait for.
ALONE = [
    ("CREATE INDEX CONCURRENTLY x ON t (name)", "t"),
    ("DROP INDEX CONCURRENTLY t_indexed", "t"),
    ("REINDEX INDEX CONCURRENTLY t_unique", "t"),
    ("REINDEX TABLE CONCURRENTLY t", "t"),
    ("ALTER TABLE parts DETACH PARTITION part1 CONCURRENTLY", "parts"),
    ("VACUUM lone", "lone"),
    ("VACUUM FULL lone", "lone"),
]


@pytest.fixture(scope="module")
def on_18(postgresql_server: DatabaseServer) -> Iterator[str]:
    yield from prepared(postgresql_server)


@pytest.fixture(scope="module")
def on_15(postgresql15_server: DatabaseServer) -> Iterator[str]:
    yield from prepared(postgresql15_server)


def prepared(server: DatabaseServer) -> Iterator[str]:
    with server.fresh() as url:
        with psycopg.connect(url) as connection:
            connection.execute(TABLES.encode())
        yield url


def compare(url: str, case: Case, version: int) -> None:
    judged, measured = case.judged(version), measure(url, case.sql)
    if "mode" not in case.claims:
        assert judged.mode == measured.modes[case.table]
    if "others" not in case.claims:
        assert judged.others == measured.others(case.table)
    if "cost" not in case.claims:
        assert cost(judged) == measured.cost(case.table)


def cost(judged: Lock) -> str:
    if judged.rewrites:
        return "rewrite"
    return "scan" if judged.scans else "none"


def named(case: Case) -> str:
    return case.sql


@pytest.mark.parametrize("case", CASES, ids=named)
def test_lock_is_the_measured_one_on_18(on_18: str, case: Case) -> None:
    compare(on_18, case, 18)


@pytest.mark.parametrize("case", [case for case in CASES if case.version <= 15], ids=named)
def test_lock_is_the_measured_one_on_15(on_15: str, case: Case) -> None:
    compare(on_15, case, 15)


@pytest.mark.parametrize("sql", FREE)
def test_no_lock_where_none_is_noticed(on_18: str, sql: str) -> None:
    assert lock(parse(sql)[0], Target("postgresql", "postgresql", (18,))) is None
    assert measure(on_18, sql).others("x") == {}


@pytest.mark.parametrize(("sql", "table"), ALONE)
def test_lock_of_statements_that_stand_alone(postgresql_url: str, sql: str, table: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        connection.execute(TABLES.encode())
    found = lock(parse(sql)[0], Target("postgresql", "postgresql", (18,)))
    assert found is not None
    assert found.mode == waits_for(postgresql_url, sql, table)


#: Checks, and whether PostgreSQL takes each for a proof that ``plain`` holds no NULL.
PROOFS = {
    "plain IS NOT NULL": True,
    "NOT (plain IS NULL)": True,
    "id > 0 AND (plain IS NOT NULL AND id < 1000)": True,
    "plain > 0": False,
    "id IS NOT NULL": False,
    "plain IS NOT NULL OR id > 0": False,
}


def reads_for_not_null(url: str, check: str, sql: str) -> bool:
    """Whether rows are read to make ``plain`` NOT NULL after a check was added."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE t ADD CHECK ({check})".encode())
        with measuring(cursor) as found:
            cursor.execute(sql.encode())
        connection.rollback()
    return found[0].scans


@pytest.mark.parametrize(("check", "proves"), PROOFS.items())
def test_a_check_spares_the_scan(on_18: str, on_15: str, check: str, proves: bool) -> None:
    (added,) = parse(f"ALTER TABLE t ADD CHECK ({check})")
    assert isinstance(added, AddConstraint)
    assert ("plain" in added.constraint.not_null) is proves
    for url in (on_18, on_15):
        assert reads_for_not_null(url, check, "ALTER TABLE t ALTER plain SET NOT NULL") is not proves
    assert reads_for_not_null(on_18, check, "ALTER TABLE t ADD CONSTRAINT x NOT NULL plain") is not proves


def test_a_check_that_is_not_valid_spares_nothing(on_18: str) -> None:
    with psycopg.connect(on_18) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE t ADD CHECK (plain IS NOT NULL) NOT VALID")
        with measuring(cursor) as found:
            cursor.execute("ALTER TABLE t ALTER plain SET NOT NULL")
        connection.rollback()
    assert found[0].scans
