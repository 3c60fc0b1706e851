"""Sentences as servers bear them out: PostgreSQL 18, MariaDB 10.11 and MongoDB 6 were asked about each."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.excerpts import first_difference
from schemaguard.schema.harms.sizes import affinity
from schemaguard.schema.judge import judge
from schemaguard.schema.objects import (
    Check,
    Collection,
    Column,
    ForeignKey,
    Index,
    PrimaryKey,
    SchemaObject,
    Sequence,
    Table,
    Unique,
)
from schemaguard.schema.renames import Rename, describe
from schemaguard.schema.weights import Weight

ERROR, WARNING, INFO = Weight.ERROR, Weight.WARNING, Weight.INFO
TABLE = Owner("table", "t")

ID = Column("id", "bigint", nullable=False)
BY_DEFAULT, ALWAYS = ID._replace(identity="by default"), ID._replace(identity="always")
SERIAL_LOST = ID._replace(default="nextval('t_id_seq'::regclass)")
KEY = ForeignKey("fk", ("a",), "b", ("id",))
DEFERRED = KEY._replace(deferrable="initially deferred")
UNIQUE = Unique("u", ("a",))
PLAIN, SPARSE = Index("i", ("a",)), Index("i", ("a",), options=(("sparse", "true"),))
EVENTS = Collection("events", validator='{"a":1}')
WORDS = Index("words", ("title text",))
TEXT = Column("a", "varchar(9)")


def with_options(item: Any, **values: str) -> Any:
    """The same object with options."""
    return item._replace(options=tuple(sorted(values.items())))


CASES = [
    # A default from a sequence numbers rows as well as an identity does.
    (BY_DEFAULT, SERIAL_LOST, WARNING, "New rows are numbered in another way."),
    (SERIAL_LOST, BY_DEFAULT, WARNING, "New rows are numbered in another way."),
    (BY_DEFAULT, ID._replace(default="0"), ERROR, "Inserts that leave the column out store 0 instead of a new number. Inserts get no number from the database, and fail or store none."),
    (ALWAYS, BY_DEFAULT, WARNING, "Inserts can bring their own value, and numbers that come later can meet it."),
    (BY_DEFAULT, BY_DEFAULT._replace(identity="serial"), WARNING, "New rows are numbered in another way."),
    (ID, BY_DEFAULT, WARNING, "Inserts that leave the column out get a number from the database."),
    (ID._replace(identity="autoincrement"), ID._replace(identity="rowid"), WARNING, "A new row can get the number of a deleted one."),
    (ID._replace(identity="rowid"), ID._replace(identity="autoincrement"), INFO, "No number is given twice."),
    # Foreign keys
    (KEY, KEY._replace(on_delete="SET NULL (a)"), ERROR, "Deleting a row empties the column in rows that point to it."),
    (None, KEY._replace(on_delete="SET NULL (a)"), ERROR, "Deleting a row empties the column in rows that point to it."),
    (DEFERRED, DEFERRED._replace(on_delete="RESTRICT"), ERROR, "Deleting a row fails at once, even if the rows that point to it go in the same transaction."),
    (KEY._replace(on_delete="RESTRICT"), KEY, INFO, "Rows that point to a deleted one may go in the same statement."),
    (KEY._replace(on_delete="CASCADE"), KEY._replace(on_delete="RESTRICT"), ERROR, "Deleting a row fails as long as rows point to it."),
    (DEFERRED, KEY._replace(deferrable="deferrable"), ERROR, "Writes fail that break the constraint for a moment and mend it before the commit."),
    (KEY, KEY._replace(deferrable="deferrable"), WARNING, "Transactions may put the check off until they commit."),
    # Deferrable keys are no arbiters of ON CONFLICT and no targets of foreign keys.
    (UNIQUE, UNIQUE._replace(deferrable="deferrable"), ERROR, "Upserts that rely on the constraint fail."),
    (PrimaryKey("p", ("id",)), PrimaryKey("p", ("id",), deferrable="initially deferred"), ERROR, "Upserts that rely on the constraint fail."),
    (UNIQUE, UNIQUE._replace(include=("b",)), INFO, "The index takes more room."),
    (UNIQUE._replace(include=("b", "c")), UNIQUE._replace(include=("b",)), WARNING, "Queries that read c from the index alone have to read the table as well."),
    (PrimaryKey("p", ("id",)), None, ERROR, "Duplicates get in, and no foreign key can point to the columns."),
    # Indexes without which a search is an error and not just slow
    (WORDS, None, ERROR, "Searches that need the index fail."),
    (Index("ft", ("body",), method="fulltext"), None, ERROR, "Searches that need the index fail."),
    (Index("near", ("at 2dsphere",)), None, ERROR, "Searches that need the index fail."),
    (Index("ft", ("a", "b"), method="fulltext"), Index("ft", ("a",), method="fulltext"), ERROR, "Searches that need the expected index fail."),
    (Index("ft", ("a",), method="fulltext"), Index("ft", ("a",), method="btree"), ERROR, "Searches that need the expected index fail."),
    (Index("i", ("a varchar_pattern_ops",)), None, WARNING, "Queries that need the index become slow."),
    (SPARSE, PLAIN, INFO, "Documents without the field are in the index as well."),
    (PLAIN, SPARSE, WARNING, "The index lacks documents without the field, and queries for all of them become slow."),
    (SPARSE._replace(unique=True), PLAIN._replace(unique=True), ERROR, "A second document without the field is refused."),
    (PLAIN._replace(unique=True), SPARSE._replace(unique=True), ERROR, "Several documents without the field get in."),
    # A failed build that found duplicates guards nothing: INSERT of a new duplicate is accepted.
    (Index("u", ("a",), unique=True), Index("u", ("a",), unique=True, valid=False), ERROR, "Duplicates are there or can get in, and no query uses the index."),
    # Collections
    (EVENTS, EVENTS._replace(validation_level="moderate"), WARNING, "Documents that break the validator already can be changed, and go on breaking it."),
    (EVENTS._replace(validation_level="moderate"), EVENTS, ERROR, "Documents that break the validator already cannot be changed without mending them."),
    (EVENTS, EVENTS._replace(validation_level="off"), ERROR, "Documents get in that break the validator."),
    (EVENTS._replace(validation_action="warn"), EVENTS, ERROR, "Writes are refused that break the validator."),
    (EVENTS, EVENTS._replace(validation_action="errorAndLog"), INFO, "Only the server's log says more, or less."),
    (Collection("c"), None, ERROR, "Queries find nothing, and the first write makes it."),
    (EVENTS._replace(indexes=(PLAIN,)), None, ERROR, "Queries find nothing, and the first write makes it, without its validator and indexes."),
    (Collection("c"), with_options(Collection("c"), capped="true", size="4096"), ERROR, "The oldest documents are deleted when the collection is full."),
    # Partitions
    (Table("t_1", partition_of="t"), None, ERROR, "Queries of t miss its rows, and writes of rows that belong there are refused or go elsewhere."),
    (None, Table("t_1", partition_of="t"), WARNING, "Rows of t go to a partition that nobody expects."),
    # Options: what is set, and what is not
    (with_options(Table("t"), row_security="on"), Table("t"), ERROR, "All users see and change all rows, whatever the policies say."),
    (with_options(Table("t"), row_security="on"), with_options(Table("t"), row_security="forced, but off"), ERROR, "All users see and change all rows, whatever the policies say."),
    (with_options(Table("t"), row_security="on"), with_options(Table("t"), row_security="forced"), ERROR, "The policies bind the owner of the table as well."),
    (with_options(Table("t"), strict="true"), Table("t"), ERROR, "Values of another type are stored."),
    (Table("t"), with_options(Table("t"), without_rowid="true"), WARNING, "Queries for the rowid fail."),
    (with_options(TEXT, on_update="CURRENT_TIMESTAMP"), TEXT, ERROR, "Updates no longer set the column."),
    (Check("c", "a"), with_options(Check("c", "a"), enforced="false"), ERROR, "Rows get in that break the constraint."),
    (with_options(KEY, triggers="disabled"), KEY, ERROR, "Rows that break the constraint are refused."),
    # Character sets: MariaDB refuses what they do not have.
    (with_options(Table("t"), collation="utf8mb4_general_ci"), with_options(Table("t"), collation="latin1_swedish_ci"), ERROR, "Characters outside latin1 are refused or lost."),
    (with_options(Table("t"), collation="utf8mb3_bin"), with_options(Table("t"), collation="utf8mb4_bin"), WARNING, "Texts sort, compare and count as duplicates in another way."),
    (TEXT._replace(collation="utf8mb4_bin"), TEXT._replace(collation="utf8mb3_bin"), ERROR, "Characters outside utf8mb3 are refused or lost."),
    (TEXT._replace(collation="latin1_bin"), TEXT._replace(collation="latin1_swedish_ci"), WARNING, "Texts sort, compare and count as duplicates in another way."),
    (TEXT, TEXT._replace(collation='"de_DE"'), WARNING, "Texts sort, compare and count as duplicates in another way."),
]  # fmt: skip


def change(left: SchemaObject | None, right: SchemaObject | None) -> Change:
    action = "add" if left is None else "drop" if right is None else "alter"
    part = not isinstance(left or right, Collection | Table)
    return Change(action, left, right, TABLE if part else None)


@pytest.mark.parametrize(("left", "right", "weight", "effect"), CASES)
def test_the_left_is_the_truth(left: Any, right: Any, weight: Weight, effect: str) -> None:
    verdict = judge(change(left, right), left_is_truth=True)
    assert (verdict.weight, verdict.effect) == (weight, effect)


@pytest.mark.parametrize(("left", "right", "weight", "effect"), CASES)
def test_neither_side_is_the_truth(left: Any, right: Any, weight: Weight, effect: str) -> None:
    """At least as heavy, and the same whichever way round."""
    there, back = (judge(item, left_is_truth=False) for item in (change(left, right), change(left, right).inverse()))
    assert there.weight is back.weight
    assert there.weight.rank >= weight.rank
    assert sorted(there.effect.removesuffix(".").split(". ")) == sorted(back.effect.removesuffix(".").split(". "))


@pytest.mark.parametrize(
    ("left", "right", "effect"),
    [
        (
            with_options(Table("t"), row_security="on"),
            Table("t"),
            {
                "Where row security is off, all users see and change all rows, whatever the policies say.",
                "Where row security is on, rows are hidden or refused that no policy allows.",
            },
        ),
        (UNIQUE, UNIQUE._replace(include=("b",)), {"Where b is not included, queries that read b from the index alone have to read the table as well."}),
        (
            EVENTS,
            EVENTS._replace(validation_level="moderate"),
            {"Where the validation level is strict, documents that break the validator already cannot be changed without mending them."},
        ),
        (
            with_options(Check("c", "a"), enforced="no"),
            Check("c", "a"),
            {
                "Where it is not enforced, rows get in that break the constraint.",
                "Where it is enforced, rows that break the constraint are refused.",
            },
        ),
        (with_options(Table("t"), collation="utf8mb4_bin"), with_options(Table("t"), collation="utf8mb3_bin"), {"Where the character set is utf8mb3, characters outside utf8mb3 are refused or lost."}),
    ],
)  # fmt: skip
def test_the_side_is_named(left: Any, right: Any, effect: set[str]) -> None:
    verdict = judge(change(left, right), left_is_truth=False)
    assert {f"{sentence}." for sentence in verdict.effect.removesuffix(".").split(". ")} == effect


@pytest.mark.parametrize(
    ("left", "right", "weight"),
    [
        ("varchar(254)", "varchar(10)", INFO),
        ("bigint", "smallint unsigned", INFO),
        ("char(32)", "text", INFO),
        ("decimal(8,2)", "decimal", INFO),
        ("real", "double precision", INFO),
        ("decimal", "integer", INFO),
        # The driver makes values of them by the name of the type; fields of models make them anyway.
        ("date", "datetime", WARNING),
        ("bool", "integer", WARNING),
        ("datetime", "text", ERROR),
        ("integer", "any", ERROR),
        ("text", "integer", ERROR),
        ("", "text", ERROR),
    ],
)
def test_sqlite_holds_to_no_sizes(left: str, right: str, weight: Weight) -> None:
    item = change(Column("a", left), Column("a", right))
    assert judge(item, left_is_truth=True, vendor="sqlite").weight is weight
    assert judge(item, left_is_truth=False, vendor="sqlite").weight is weight


@pytest.mark.parametrize(("left", "right"), [("varchar(3)", "text"), ("integer", "decimal(3,1)"), ("bool", "bigint")])
def test_sqlite_stores_the_same_in_types_of_one_affinity(left: str, right: str) -> None:
    values = ("12345", "x", "1.5", "2.0", 3, 2.5, 4.0, None, b"y", 2**40)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE a (l {left}, r {right})")
        connection.executemany("INSERT INTO a VALUES (?, ?)", [(value, value) for value in values])
        rows = connection.execute("SELECT l, typeof(l), r, typeof(r) FROM a").fetchall()
    assert [row[:2] for row in rows] == [row[2:] for row in rows]


@pytest.mark.parametrize(
    "kind",
    ["varchar(3)", "bigint", "double precision", "decimal(3,1)", "uuid", "", "blob", "charint", "floating point"],
)
def test_affinities_are_those_of_sqlite(kind: str) -> None:
    """What a table made from a column's values is declared as tells its affinity."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE a (x {kind})")
        connection.execute("CREATE TABLE b AS SELECT x FROM a")
        ((_, _, declared, *_),) = connection.execute("PRAGMA table_info(b)")
    assert affinity(kind) == {"NUM": "NUMERIC", "INT": "INTEGER", "": "BLOB"}.get(declared, declared)


def test_the_default_of_a_number_is_no_lack_of_one() -> None:
    verdict = judge(
        Change("alter", Sequence("s"), Sequence("s", increment="10", cache="5", maximum="9")), left_is_truth=True
    )
    assert verdict.detail == "increment 1 -> 10; maximum default -> 9; cache default -> 5"


def test_a_piece_of_code_begins_with_a_whole_word() -> None:
    left = "CREATE TRIGGER log_writes BEFORE INSERT ON shop_order FOR EACH ROW EXECUTE FUNCTION log()"
    old, new = first_difference(left, left.replace("INSERT", "UPDATE"))
    assert old.startswith("…log_writes BEFORE INSERT ON")
    assert new.startswith("…log_writes BEFORE UPDATE ON")


def test_of_a_renamed_table_only_the_columns_are_known_to_be_the_same() -> None:
    assert describe(Rename("table", "a", "b")) == "table a may have been renamed to b: the columns are the same."
    assert describe(Rename("view", "a", "b")) == "view a may have been renamed to b: all else is the same."


def test_names_in_an_action_keep_their_letters() -> None:
    assert judge(change(None, KEY._replace(on_delete="SET NULL (Owner)")), left_is_truth=True).detail.endswith(
        "on delete set null (Owner)"
    )
