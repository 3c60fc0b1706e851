"""What each difference weighs, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.judge import judge
from schemaguard.schema.kinds import HOLDERS, KIND_OF, PARTS
from schemaguard.schema.objects import (
    Check,
    Collection,
    Column,
    CompositeType,
    Database,
    Domain,
    Enum,
    Exclusion,
    Extension,
    Field,
    ForeignKey,
    Index,
    Other,
    Policy,
    PrimaryKey,
    Routine,
    Rule,
    Schema,
    SchemaObject,
    Sequence,
    Statistics,
    Table,
    Trigger,
    Unique,
    View,
)
from schemaguard.schema.weights import Weight

ERROR, WARNING, INFO = Weight.ERROR, Weight.WARNING, Weight.INFO
TABLE = Owner("table", "shop_order")

COLUMN = Column("total", "numeric(8,2)", nullable=False)
NUMBER = COLUMN._replace(name="number", type="bigint", identity="by default")
KEY = ForeignKey("fk", ("customer_id",), "shop_customer", ("id",))
INDEX = Index("placed", ("customer_id", "placed_at"), method="btree", predicate="status <> 'cart'")
GUARD = Index("once", ("email",), unique=True)
TTL = Index("at_1", ("at",), options=(("expireAfterSeconds", "3600"),))
TRIGGER = Trigger("log", "AFTER UPDATE EXECUTE log()")
POLICY = Policy("own", "ALL", using="owner = current_user")
VIEW = View("open_orders", body="SELECT 1\nFROM a\nWHERE b")
MOOD = Enum("mood", labels=("sad", "ok"))
EVENTS = Collection("events", validator='{"a":1}', validation_action="error", validation_level="strict")
SEQUENCE = Sequence("number", type="bigint", increment="1")


@dataclass(frozen=True)
class Case:
    """A change, and what must be said where the left is the truth."""

    left: SchemaObject | None
    right: SchemaObject | None
    weight: Weight
    #: Where neither side is the truth.
    either: Weight
    detail: str
    #: Words of the effect.
    effect: str

    def __str__(self) -> str:
        change = self.change
        return f"{change.kind} {' '.join(change.fields())} {self.weight}"

    @property
    def change(self) -> Change:
        action = "add" if self.left is None else "drop" if self.right is None else "alter"
        part = type(self.left or self.right) in PARTS.values()
        return Change(action, self.left, self.right, TABLE if part else None)


def altered(item: Any, **values: Any) -> tuple[Any, Any]:
    """An object, and what somebody made of it."""
    return item, item._replace(**values)


CASES = [
    # Tables and columns
    Case(Table("t"), None, ERROR, ERROR, "table with 0 columns", "queries and writes that name the table fail"),
    Case(None, Table("t"), WARNING, ERROR, "table with 0 columns", "nothing reads or fills it"),
    Case(COLUMN, None, ERROR, ERROR, "numeric(8,2) NOT NULL", "name the column fail"),
    Case(None, COLUMN, ERROR, ERROR, "numeric(8,2) NOT NULL", "inserts that leave the column out fail"),
    Case(None, COLUMN._replace(default="0"), WARNING, ERROR, "numeric(8,2) NOT NULL default 0", "nothing fills or reads"),
    Case(None, NUMBER, WARNING, ERROR, "bigint NOT NULL identity by default", "nothing fills or reads"),
    Case(*altered(COLUMN, type="numeric(10,2)"), WARNING, ERROR, "numeric(8,2) -> numeric(10,2)", "that do not fit numeric(8,2)"),
    Case(*altered(COLUMN, type="numeric(6,2)"), ERROR, ERROR, "numeric(8,2) -> numeric(6,2)", "can be refused or cut"),
    Case(*altered(COLUMN, type="numeric(9,1)"), ERROR, ERROR, "numeric(8,2) -> numeric(9,1)", "come back as something else"),
    Case(*altered(COLUMN, type="text"), ERROR, ERROR, "numeric(8,2) -> text", "come back as something else"),
    Case(*altered(COLUMN, nullable=True), ERROR, ERROR, "NOT NULL -> NULL", "NULLs get in"),
    Case(COLUMN._replace(nullable=True), COLUMN, ERROR, ERROR, "NULL -> NOT NULL", "writes of NULL fail"),
    Case(*altered(COLUMN, default="0"), WARNING, ERROR, "default none -> 0", "store 0 instead of failing"),
    Case(COLUMN._replace(default="0"), COLUMN, ERROR, ERROR, "default 0 -> none", "inserts that leave the column out fail"),
    Case(*altered(COLUMN._replace(default="0"), default="1"), WARNING, WARNING, "default 0 -> 1", "store 1 instead of 0"),
    Case(*altered(NUMBER, identity=""), ERROR, ERROR, "identity by default -> none", "no number from the database"),
    Case(*altered(NUMBER, identity="always"), ERROR, ERROR, "identity by default -> always", "bring their own value fail"),
    Case(*altered(NUMBER, identity="serial"), WARNING, WARNING, "identity by default -> serial", "numbered in another way"),
    Case(*altered(COLUMN, generated="stored a + b"), ERROR, ERROR, "generated none -> stored a + b", "writes to the column fail"),
    Case(
        *altered(COLUMN._replace(generated="stored a + b"), generated=""),
        ERROR, ERROR, "generated stored a + b -> none", "nothing computes the column",
    ),
    Case(
        *altered(COLUMN._replace(generated="stored a"), generated="virtual a"),
        INFO, INFO, "generated stored a -> virtual a", "the values are the same",
    ),
    Case(*altered(NUMBER, type="int8"), INFO, INFO, "bigint -> int8", "the same values"),
    Case(*altered(COLUMN._replace(nullable=True, default="0"), default=""), WARNING, WARNING, "default 0 -> none", "do not store 0"),
    Case(
        *altered(COLUMN._replace(generated="stored a"), generated="stored b"),
        ERROR, ERROR, "generated stored a -> stored b", "computed in another way",
    ),
    Case(*altered(COLUMN, collation="C"), WARNING, WARNING, "collation none -> C", "sort, compare"),
    Case(*altered(COLUMN, comment="in euros"), INFO, INFO, "comment none -> in euros", "only people read"),
    Case(*altered(Table("t"), options=(("persistence", "unlogged"),)), ERROR, ERROR, "persistence none -> unlogged", "a crash empties it"),
    Case(*altered(Table("t"), kind="partitioned"), ERROR, ERROR, "ordinary -> partitioned", "can fail"),
    # Constraints
    Case(PrimaryKey("pk", ("id",)), None, ERROR, ERROR, "primary key (id)", "duplicates get in"),
    Case(Unique("u", ("a", "b")), None, ERROR, ERROR, "unique (a, b)", "duplicates get in"),
    Case(None, Unique("u", ("a", "b")), ERROR, ERROR, "unique (a, b)", "refused where the value is there already"),
    Case(*altered(Unique("u", ("a",)), nulls_distinct=False), ERROR, ERROR, "nulls distinct -> nulls not distinct", "second row with NULL is refused"),
    Case(Check("c", "a > 0"), None, ERROR, ERROR, "check a > 0", "break the rule"),
    Case(*altered(Check("c", "a > 0"), expression="a > 1"), ERROR, ERROR, "expression a > 0 -> a > 1", "rows are refused"),
    Case(*altered(Check("c", "a > 0"), validated=False), WARNING, WARNING, "validated -> not validated", "rows from before"),
    Case(*altered(Check("c", "a > 0", validated=False), validated=True), INFO, WARNING, "not validated -> validated", "were looked at"),
    Case(Exclusion("e", ("room WITH =",)), None, ERROR, ERROR, "exclusion (room WITH =)", "exclude each other"),
    Case(KEY, None, ERROR, ERROR, "foreign key (customer_id) -> shop_customer (id)", "rows that are not there"),
    Case(None, KEY, ERROR, ERROR, "foreign key (customer_id) -> shop_customer (id)", "rows are refused that point nowhere"),
    Case(*altered(KEY, on_delete="CASCADE"), ERROR, ERROR, "on delete NO ACTION -> CASCADE", "deletes all rows that point to it"),
    Case(*altered(KEY._replace(on_delete="CASCADE"), on_delete=""), ERROR, ERROR, "on delete CASCADE -> NO ACTION", "deleting a row fails"),
    Case(*altered(KEY, deferrable="initially deferred"), WARNING, ERROR, "deferrable not deferrable -> initially deferred", "at the commit only"),
    # Indexes
    Case(INDEX, None, WARNING, WARNING, "index on (customer_id, placed_at) where status <> 'cart'", "become slow"),
    Case(None, INDEX, INFO, WARNING, "index on (customer_id, placed_at) where status <> 'cart'", "writes take a little longer"),
    Case(GUARD, None, ERROR, ERROR, "unique index on (email)", "duplicates get in"),
    Case(None, GUARD, ERROR, ERROR, "unique index on (email)", "refused"),
    Case(*altered(INDEX, valid=False), WARNING, WARNING, "valid -> invalid", "no query uses the index"),
    Case(*altered(GUARD, valid=False), ERROR, ERROR, "valid -> invalid", "duplicates are there or can get in"),
    Case(*altered(INDEX, predicate=""), WARNING, WARNING, "predicate status <> 'cart' -> none", "other rows are in the index"),
    Case(*altered(GUARD, predicate="active"), ERROR, ERROR, "predicate none -> active", "other rows are guarded"),
    Case(*altered(INDEX, elements=("customer_id varchar_pattern_ops",)), WARNING, WARNING, "elements (customer_id, placed_at) -> (customer_id varchar_pattern_ops)", "columns or order become slow"),
    Case(*altered(GUARD, unique=False), ERROR, ERROR, "unique -> not unique", "duplicates get in"),
    Case(*altered(INDEX, visible=False), WARNING, WARNING, "visible -> hidden", "become slow"),
    Case(None, TTL, ERROR, ERROR, "index on (at) expireAfterSeconds 3600", "documents are deleted on their own"),
    Case(TTL, None, WARNING, ERROR, "index on (at) expireAfterSeconds 3600", "nothing deletes old documents"),
    Case(TTL._replace(options=()), TTL, ERROR, ERROR, "expireAfterSeconds none -> 3600", "documents are deleted on their own"),
    Case(TTL, TTL._replace(options=()), WARNING, ERROR, "expireAfterSeconds 3600 -> none", "nothing deletes old documents"),
    # Code
    Case(TRIGGER, None, ERROR, ERROR, "trigger AFTER UPDATE EXECUTE log()", "no longer happens"),
    Case(None, TRIGGER, ERROR, ERROR, "trigger AFTER UPDATE EXECUTE log()", "writes do more"),
    Case(*altered(TRIGGER, enabled="disabled"), ERROR, ERROR, "enabled -> disabled", "it does not run"),
    Case(*altered(TRIGGER, definition="AFTER UPDATE EXECUTE no()"), ERROR, ERROR, "the definition differs: AFTER UPDATE EXECUTE log() -> AFTER UPDATE EXECUTE no()", "writes do something else"),
    Case(*altered(TRIGGER, enabled="replica"), ERROR, ERROR, "enabled -> replica", "replicated writes only"),
    Case(*altered(TRIGGER, enabled="always"), WARNING, WARNING, "enabled -> always", "replicated writes too"),
    Case(None, POLICY._replace(permissive=False), ERROR, ERROR, "restrictive policy for ALL using owner = current_user", "should reach"),
    Case(POLICY, None, ERROR, ERROR, "policy for ALL using owner = current_user", "rows are hidden or refused"),
    Case(POLICY._replace(permissive=False), None, ERROR, ERROR, "restrictive policy for ALL using owner = current_user", "closed to them"),
    Case(*altered(VIEW, body="SELECT 1\nFROM a\nWHERE c"), ERROR, ERROR, "the body differs: WHERE b -> WHERE c", "other rows or columns"),
    Case(Rule("r", "ON INSERT DO NOTHING"), None, ERROR, ERROR, "rule ON INSERT DO NOTHING", "no longer rewritten"),
    Case(*altered(Routine("f()", body="a"), body="b"), ERROR, ERROR, "the body differs: a -> b", "something else"),
    Case(*altered(Routine("f()"), options=(("security", "definer"),)), WARNING, WARNING, "security none -> definer", "rights of another user"),
    # Types and the rest
    Case(*altered(MOOD, labels=("sad",)), ERROR, ERROR, "labels ok -> none", "writes and queries with ok fail"),
    Case(*altered(MOOD, labels=("sad", "ok", "mad")), WARNING, ERROR, "labels none -> mad", "rows can hold mad"),
    Case(*altered(MOOD, labels=("ok", "sad")), WARNING, WARNING, "order of labels sad, ok -> ok, sad", "another order"),
    Case(*altered(Domain("d", type="varchar(10)"), type="varchar(5)"), ERROR, ERROR, "varchar(10) -> varchar(5)", "can be refused or cut"),
    Case(*altered(CompositeType("c", attributes=("a int",)), attributes=("a text",)), ERROR, ERROR, "attributes (a int) -> (a text)", "fails"),
    Case(*altered(SEQUENCE, type="integer"), ERROR, ERROR, "bigint -> integer", "run out earlier"),
    Case(*altered(SEQUENCE, cycle=True), ERROR, ERROR, "no cycle -> cycle", "begin again"),
    Case(*altered(SEQUENCE, cache="20"), INFO, INFO, "cache default -> 20", "gaps"),
    Case(Extension("pg_trgm", "1.6"), None, ERROR, ERROR, "extension version 1.6", "functions or operators fail"),
    Case(*altered(Extension("pg_trgm", "1.6"), version="1.5"), INFO, INFO, "version 1.6 -> 1.5", "a little differently"),
    Case(None, Schema("audit"), INFO, ERROR, "schema", "nothing reads it"),
    Case(Statistics("s", ("a", "b")), None, WARNING, WARNING, "statistics on (a, b)", "the planner guesses"),
    Case(*altered(Database(), options=(("encoding", "LATIN1"),)), ERROR, ERROR, "encoding none -> LATIN1", "characters can be refused"),
    Case(Other("p", kind="publication"), None, ERROR, ERROR, "publication", "built on the publication fails"),
    # MongoDB
    Case(EVENTS, None, ERROR, ERROR, "collection with a validator", "without its validator"),
    Case(*altered(EVENTS, validator=""), ERROR, ERROR, 'the validator differs: {"a":1} -> none', "any shape"),
    Case(*altered(EVENTS, validation_action="warn"), ERROR, ERROR, "validation action error -> warn", "documents get in"),
    Case(*altered(EVENTS, options=(("capped", "true"),)), ERROR, ERROR, "capped none -> true", "oldest documents are deleted"),
    Case(*altered(Field("tags[]", ("string",)), types=("int", "string")), WARNING, WARNING, "types (string) -> (int, string)", "also meets int"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_left_is_the_truth(case: Case) -> None:
    verdict = judge(case.change, left_is_truth=True)
    assert verdict.detail == case.detail
    assert verdict.weight is case.weight
    assert case.effect.lower() in verdict.effect.lower()
    assert not any(sentence.startswith("Where ") for sentence in sentences(verdict.effect))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_neither_side_is_the_truth(case: Case) -> None:
    """Whichever way round: the same weight and the same sentences."""
    there, back = (judge(change, left_is_truth=False) for change in (case.change, case.change.inverse()))
    assert there.weight is back.weight is case.either
    assert sentences(there.effect) == sentences(back.effect)


def sentences(text: str) -> set[str]:
    return set(text.removesuffix(".").split(". "))


def example(cls: Any, value: str) -> Any:
    """An object whose attributes all hold something."""
    values: dict[str, Any] = {}
    for name in cls._fields:
        default = cls._field_defaults.get(name)
        if name == "options":
            values[name] = (("fillfactor", value),)
        elif name in HOLDERS[cls]:
            continue
        elif isinstance(default, bool):
            values[name] = value == "a"
        elif name == "position":
            values[name] = 1
        elif name in ("columns", "target_columns", "types") or isinstance(default, tuple) or name == "elements":
            values[name] = (value,)
        else:
            values[name] = value
    return cls(**values)


ATTRIBUTES = [
    (cls, name)
    for cls in KIND_OF
    for name in cls._fields
    if name not in ("name", "schema", "position") and name not in HOLDERS[cls]
]


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize(("cls", "name"), ATTRIBUTES, ids=lambda item: getattr(item, "__name__", item))
def test_every_attribute_has_words_of_its_own(cls: Any, name: str, truth: bool) -> None:
    left = example(cls, "a")
    change = Change("alter", left, left._replace(**{name: getattr(example(cls, "b"), name)}), Owner("table", "t"))
    assert change.fields() == (name,)
    verdict = judge(change, left_is_truth=truth)
    assert verdict.detail and "\n" not in verdict.detail
    assert "->" in verdict.detail
    assert "nobody has written down" not in verdict.effect
    assert verdict.effect.endswith(".")


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize("action", ["add", "drop"])
@pytest.mark.parametrize("cls", KIND_OF, ids=lambda cls: cls.__name__)
def test_every_kind_has_words(cls: Any, action: str, truth: bool) -> None:
    for item in (example(cls, "a"), cls(*["a"] * (len(cls._fields) - len(cls._field_defaults)))):
        change = Change(action, None if action == "add" else item, item if action == "add" else None)
        verdict = judge(change, left_is_truth=truth)
        assert verdict.detail and verdict.effect.endswith(".")
        assert verdict.effect[0].isupper()


def test_long_texts_show_their_first_difference() -> None:
    left, right = "{" + "x" * 200 + "one" + "y" * 200 + "}", "{" + "x" * 200 + "two" + "y" * 200 + "}"
    change = Change("alter", EVENTS._replace(validator=left), EVENTS._replace(validator=right))
    detail = judge(change, left_is_truth=True).detail
    assert "one" in detail and "two" in detail
    assert len(detail) < 200


def test_texts_that_differ_in_line_breaks_only_do_not_look_the_same() -> None:
    change = Change("alter", VIEW, VIEW._replace(body="SELECT 1\nFROM a\n  WHERE b"))
    left, right = judge(change, left_is_truth=True).detail.removeprefix("the body differs: ").split(" -> ")
    assert left != right


def test_several_attributes_are_all_told() -> None:
    change = Change("alter", *altered(COLUMN, type="numeric(6,2)", nullable=True, comment="x"), TABLE)
    verdict = judge(change, left_is_truth=True)
    assert verdict == (
        ERROR,
        "numeric(8,2) -> numeric(6,2); NOT NULL -> NULL; comment none -> x",
        "Values that fit numeric(8,2) can be refused or cut. NULLs get in, and code that counts on a value breaks on them.",
    )


def test_the_sides_are_told_apart_where_neither_is_the_truth() -> None:
    verdict = judge(Change("alter", *altered(COLUMN, nullable=True), TABLE), left_is_truth=False)
    assert verdict.effect == (
        "Where NULL is allowed, NULLs get in, and code that counts on a value breaks on them. "
        "Where NULL is refused, writes of NULL fail."
    )


@pytest.mark.parametrize(
    ("item", "name", "weight", "effect"),
    [
        (Table("t"), "autovacuum_enabled", INFO, "cleans the table up"),
        (Table("t"), "toast.autovacuum_enabled", INFO, "come back the same"),
        (Table("t"), "strict", ERROR, "another type are refused"),
        (Routine("f()"), "strict", WARNING, "with NULL give NULL"),
        (Routine("f()"), "set.search_path", WARNING, "other settings"),
        (Collection("c"), "max", ERROR, "oldest documents"),
        (Index("i", ("at",)), "max", ERROR, "outside the bounds"),
        (Table("t"), "made_up_tomorrow", WARNING, "in another way"),
    ],
)
def test_options_are_known_by_name(item: Any, name: str, weight: Weight, effect: str) -> None:
    verdict = judge(Change("alter", *altered(item, options=((name, "1"),))), left_is_truth=True)
    assert verdict.weight is weight
    assert effect in verdict.effect
    assert verdict.detail == f"{name} none -> 1"


def test_several_options_have_their_own_effects() -> None:
    change = Change("alter", *altered(Table("t"), options=(("fillfactor", "70"), ("row_security", "forced"))))
    verdict = judge(change, left_is_truth=True)
    assert verdict == (
        ERROR,
        "fillfactor none -> 70; row_security none -> forced",
        "Rows are hidden or refused that no policy allows.",
    )
