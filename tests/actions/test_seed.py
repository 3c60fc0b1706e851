"""Generated rows on every SQL database: tables made by hand, which Django knows nothing of."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.actions.seeding import MEMORY, Place, place
from tests.servers.sql import SERVERS

pytestmark = pytest.mark.usefixtures("own_connections")


@pytest.fixture(params=[pytest.param("sqlite"), *SERVERS])
def there(request: pytest.FixtureRequest) -> Iterator[Place]:
    url = MEMORY if request.param == "sqlite" else request.getfixturevalue(f"{request.param}_url")
    with place(url) as found:
        yield found


def varied(rows: list[tuple[object, ...]]) -> bool:
    """Whether there are two rows at least, and no column has one value only."""
    return len(rows) > 1 and all(len(set(map(str, column))) > 1 for column in zip(*rows, strict=True))


CONSTRAINED = {
    "types": """CREATE TABLE t (id integer PRIMARY KEY, a varchar(12) NOT NULL, b decimal(5, 2) NOT NULL, c date NOT NULL,
        d smallint NOT NULL, e double precision NOT NULL, f char(3))""",
    "unique": "CREATE TABLE t (a varchar(3) NOT NULL UNIQUE, b integer NOT NULL, c integer NOT NULL, UNIQUE (b, c))",
    "one letter": "CREATE TABLE t (a char(1) NOT NULL PRIMARY KEY, b varchar(1) NOT NULL UNIQUE)",
    "words": "CREATE TABLE t (id integer PRIMARY KEY, a varchar(10) NOT NULL CHECK (a IN ('red', 'green', 'it''s')))",
    "range": "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL CHECK (a > 5 AND a <= 9))",
    "between": "CREATE TABLE t (id integer PRIMARY KEY, a decimal(6, 2) NOT NULL CHECK (a BETWEEN 0.5 AND 1.75))",
    "shares": "CREATE TABLE t (id integer PRIMARY KEY, a double precision NOT NULL CHECK (a >= 0.0e0 AND a <= 1.0e0))",
    "beyond": "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL CHECK (a = 7 OR a = 70000))",
    "together": "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b integer NOT NULL, CONSTRAINT s CHECK (a < b))",
    "dates": "CREATE TABLE t (id integer PRIMARY KEY, a date NOT NULL, b date NOT NULL, CONSTRAINT s CHECK (a <= b))",
    "one of two": """CREATE TABLE t (id integer PRIMARY KEY, a integer, b varchar(5),
        CONSTRAINT s CHECK ((a IS NULL AND b IS NOT NULL) OR (a IS NOT NULL AND b IS NULL)))""",
    "one of three": """CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, c integer, CONSTRAINT s CHECK (1 =
        CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END + CASE WHEN c IS NULL THEN 0 ELSE 1 END))""",
    "capitals": "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL CHECK (a = upper(a) AND length(a) = 2))",
    "later": """CREATE TABLE t (id integer PRIMARY KEY, a date NOT NULL CHECK (a >= '2038-02-01'),
        b timestamp NOT NULL CHECK (b >= '2036-01-01'))""",
    "length": "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20) NOT NULL CHECK (length(a) = 5))",
    "depends": """CREATE TABLE t (id integer PRIMARY KEY, kind varchar(9) NOT NULL CHECK (kind IN ('mail', 'phone')), n integer,
        CONSTRAINT s CHECK (kind <> 'phone' OR n > 100))""",
    "prefix": "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20) NOT NULL CHECK (a LIKE 'SKU-%%'))",
    "computed": "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL CHECK (a < 1000), b integer GENERATED ALWAYS AS (a * 2) STORED)",
}


@pytest.mark.parametrize("name", CONSTRAINED)
def test_rows_satisfy_constraints_and_differ(there: Place, name: str) -> None:
    there.run(CONSTRAINED[name])
    assert there.fill() == ()
    assert varied(there.rows("t"))


def test_what_may_be_null_is_so_once(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(10), b integer DEFAULT 5, c date)")
    assert there.fill() == ()
    for column in "abc":
        values = [value for (value,) in there.rows("t", column)]
        assert values.count(None) == 1 and len(set(values)) == 3 and 5 not in values


def test_limits_of_texts_and_numbers_are_reached(there: Place) -> None:
    there.run(
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(50) NOT NULL, b smallint NOT NULL, c decimal(7, 2) NOT NULL)"
    )
    there.fill()
    texts = [text for (text,) in there.rows("t", "a")]
    assert max(map(len, texts)) == 50 and "" in texts and any(not text.isascii() for text in texts)
    numbers = [number for (number,) in there.rows("t", "b")]
    assert min(numbers) < -32700 and max(numbers) > 32700
    assert max(abs(float(number)) for (number,) in there.rows("t", "c")) > 99999


KEYS = {
    "chain": (
        "CREATE TABLE c (id integer PRIMARY KEY, b_id integer NOT NULL REFERENCES b (id))",
        "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id))",
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(9) NOT NULL)",
    ),
    "one to one": (
        "CREATE TABLE b (a_id integer PRIMARY KEY REFERENCES a (id), note varchar(5))",
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(9) NOT NULL)",
    ),
    "pairs": (
        "CREATE TABLE b (id integer PRIMARY KEY, x integer NOT NULL REFERENCES a (id), y integer NOT NULL REFERENCES a (id), UNIQUE (x, y))",
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(9) NOT NULL)",
    ),
    "wide": (
        "CREATE TABLE b (id integer PRIMARY KEY, p integer NOT NULL, q varchar(5) NOT NULL, FOREIGN KEY (p, q) REFERENCES a (p, q))",
        "CREATE TABLE a (p integer NOT NULL, q varchar(5) NOT NULL, PRIMARY KEY (p, q))",
    ),
}


@pytest.mark.parametrize("name", KEYS)
def test_foreign_keys_lead_to_rows(there: Place, name: str) -> None:
    there.run(*reversed(KEYS[name]))
    assert there.fill() == ()
    assert all(varied(there.rows(table)) for table in "ab")


def test_circles_and_tables_that_refer_to_themselves(there: Place) -> None:
    there.run(
        "CREATE TABLE a (id integer PRIMARY KEY, parent integer REFERENCES a (id), b_id integer)",
        "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id))",
    )
    if there.stage.connection.vendor != "sqlite":
        there.run("ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES b (id)")
    assert there.fill() == ()
    assert varied(there.rows("a")) and varied(there.rows("b"))


def test_new_columns_get_values_and_one_row_keeps_the_default(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(9))")
    there.fill()
    before = there.rows("t", "id", "a")
    there.run("ALTER TABLE t ADD COLUMN n integer DEFAULT 5 NOT NULL", "ALTER TABLE t ADD COLUMN m varchar(8)")
    assert there.fill() == ()
    assert there.rows("t", "id", "a") == before
    numbers = [number for (number,) in there.rows("t", "n")]
    assert numbers.count(5) == 1 and len(set(numbers)) == 3
    assert [text for (text,) in there.rows("t", "m")].count(None) == 1


def test_rows_of_migrations_stay_as_they_are(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(9))", "INSERT INTO t VALUES (1, 'x'), (2, 'y')")
    there.fill()
    assert there.rows("t") == [(1, "x"), (2, "y")]
    there.run("ALTER TABLE t ADD COLUMN b varchar(5)")
    assert there.fill() == ()
    rows = there.rows("t")
    assert (1, "x", None) in rows and (2, "y", None) in rows and len({row[2] for row in rows}) > 2


def test_renamed_tables_and_columns_are_not_new(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(9), b integer)")
    there.fill()
    before = there.rows("t")
    there.run("ALTER TABLE t RENAME TO u")
    there.fill()
    there.run("ALTER TABLE u ADD COLUMN c integer")
    assert there.fill() == ()
    assert [row[:3] for row in there.rows("u")] == before
    assert varied(there.rows("u", "c"))


def test_what_takes_no_rows_is_said(there: Place) -> None:
    there.run(
        "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, CONSTRAINT never CHECK (a > 3 AND a < 2 AND a <> 5))"
    )
    (remark,) = there.fill()
    assert remark.startswith("t could not be given rows: ") and "never" in remark
    assert there.fill() == ()


def test_weaker_rows_have_no_limits_and_no_nulls_and_come_back(there: Place) -> None:
    there.run(
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(40) NOT NULL, n integer)",
        "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id))",
    )
    there.fill()
    strong = there.rows("a")
    assert there.weaken()
    weak = there.rows("a")
    assert [row[0] for row in weak] == [row[0] for row in strong] and varied(weak)
    assert all(0 < len(str(row[1])) < 15 and 0 <= int(str(row[2])) < 1000 for row in weak)
    there.withdraw()
    assert there.rows("a") == [] and there.rows("b") == []
    assert not there.weaken()
    there.fill()
    assert there.rows("a") == strong


def test_texts_become_json_before_rows_are_removed(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(40) NOT NULL, b varchar(3) NOT NULL, c integer)")
    there.fill()
    strong = there.rows("t")
    assert there.weaken() and there.weaken()
    rows = there.rows("t")
    assert varied(rows) and all(isinstance(json.loads(str(row[1])), dict) and len(str(row[2])) == 3 for row in rows)
    there.fill()
    assert there.rows("t") == strong


def test_tables_that_have_nothing_to_do_with_a_failure_keep_their_values(there: Place) -> None:
    """Rewritten rows look to a reversal from the end as if the project had changed them."""
    there.run(
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(40) NOT NULL)",
        "CREATE TABLE ab (id integer PRIMARY KEY, name varchar(40) NOT NULL)",
    )
    there.fill()
    strong, other = there.rows("a"), there.rows("ab")
    assert there.weaken(statement='ALTER TABLE "a" ADD CHECK (name < 10)')
    weak = there.rows("a")
    assert weak != strong and there.rows("ab") == other
    assert there.weaken(statement='ALTER TABLE "a" ADD CHECK (name < 10)')
    assert all(isinstance(json.loads(str(text)), dict) for _, text in there.rows("a")) and there.rows("ab") == other
    assert there.weaken(statement='ALTER TABLE "a" ADD CHECK (name < 10)'), "All others, where that was not enough."
    assert there.rows("a") == weak and there.rows("ab") != other
    there.withdraw()
    assert there.rows("a") == there.rows("ab") == []
    assert not there.weaken()
    there.fill()
    assert there.rows("a") == strong and there.rows("ab") == other


def test_stronger_rows_have_no_values_that_a_migration_made_possible(there: Place) -> None:
    there.run(
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, b varchar(30) NOT NULL, c integer NOT NULL)"
    )
    there.fill()
    before = there.rows("t")
    there.weaken()
    # A migration that changes a column, and makes room in another one, which is new on SQLite.
    there.run("UPDATE t SET b = 'changed'", "ALTER TABLE t ADD COLUMN d varchar(90)")
    there.run(
        "CREATE TABLE u (id integer PRIMARY KEY, a varchar(200), b varchar(30) NOT NULL, c integer, d varchar(90))"
    )
    there.run("INSERT INTO u SELECT * FROM t", "DROP TABLE t")
    there.run("ALTER TABLE u RENAME TO t")
    there.fill()
    now = there.rows("t")
    assert [(row[0], row[1], row[3]) for row in now] == [(row[0], row[1], row[3]) for row in before]
    assert {row[2] for row in now} == {"changed"}


def test_rows_that_come_back_have_their_old_values(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, b integer NOT NULL)")
    there.fill()
    before = there.rows("t")
    there.withdraw()
    assert there.rows("t") == []
    there.run("DROP TABLE t", "CREATE TABLE t (id integer PRIMARY KEY, a varchar(200), b integer, c integer)")
    there.fill()
    assert [row[:3] for row in there.rows("t")] == before


def test_rows_that_come_back_lead_to_rows_that_are_there(there: Place) -> None:
    there.run(
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(9))",
        f"CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id) {later(there)})",
    )
    there.fill()
    there.withdraw()
    there.run("INSERT INTO a VALUES (101, 'x'), (102, 'y')")
    assert there.fill() == ()
    assert {key for (key,) in there.rows("b", "a_id")} == {101, 102}


def test_rows_that_need_each_other_are_removed_together(there: Place) -> None:
    there.run("CREATE TABLE a (id integer PRIMARY KEY, b_id integer NOT NULL)")
    there.run(f"CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id) {later(there)})")
    if there.stage.connection.vendor == "sqlite":
        there.run("DROP TABLE a", "CREATE TABLE a (id integer PRIMARY KEY, b_id integer NOT NULL REFERENCES b (id))")
    else:
        there.run(f"ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id) {later(there)}")
    assert there.fill() == ()
    before = there.rows("a"), there.rows("b")
    assert before[0] and before[1]
    there.withdraw()
    assert there.rows("a") == there.rows("b") == []
    assert there.fill() == ()
    assert (there.rows("a"), there.rows("b")) == before


def test_equal_rows_for_a_try(there: Place) -> None:
    there.run(
        "CREATE TABLE a (id integer PRIMARY KEY, name varchar(9) NOT NULL)",
        """CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id), code varchar(20) NOT NULL UNIQUE,
            name varchar(30), n integer, CONSTRAINT once UNIQUE (a_id, n))""",
        "CREATE TABLE c (b_id integer PRIMARY KEY REFERENCES b (id), name varchar(9) NOT NULL)",
    )
    there.fill()
    before = {table: there.rows(table) for table in "abc"}
    assert not there.repeat(statements=["SELECT * FROM bc"])
    assert there.repeat(statements=['SELECT * FROM "b" JOIN `c`'])
    assert there.rows("a") == before["a"]
    new = [row for row in there.rows("b") if row not in before["b"]]
    assert len({row[3] for row in new}) == 2 and len({row[3].lower() for row in new}) == 1 and len(new) == 3
    assert len({row[2] for row in new}) == 3 and len({(row[1], row[4]) for row in new}) == 3
    children = [row for row in there.rows("c") if row not in before["c"]]
    assert {row[0] for row in children} == {row[0] for row in new} and len({row[1].lower() for row in children}) == 1


def later(there: Place) -> str:
    """Keys as Django makes them."""
    return "" if there.stage.connection.vendor == "mysql" else "DEFERRABLE INITIALLY DEFERRED"


def test_rows_are_the_same_every_time(there: Place) -> None:
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(40), b timestamp, c decimal(9, 3))")
    there.fill()
    first = there.rows("t")
    there.run("DROP TABLE t")
    there.fill()
    there.run("CREATE TABLE t (id integer PRIMARY KEY, a varchar(40), b timestamp, c decimal(9, 3))")
    there.fill()
    assert there.rows("t") == first
