"""Comparisons as plain values, with everything in them that a format could stumble over."""

from __future__ import annotations

from dataclasses import replace

from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.compare import compare_fully
from schemaguard.schema.judge import judge
from schemaguard.schema.objects import (
    Check,
    Collection,
    Column,
    Database,
    Enum,
    Extension,
    ForeignKey,
    Index,
    PrimaryKey,
    Routine,
    SchemaObject,
    Sequence,
    Table,
    Trigger,
    Unique,
    View,
)
from schemaguard.schema.renames import possible_renames
from schemaguard.schema.snapshot import Gap, SchemaSnapshot
from schemaguard.schema.weights import Weight


def columns(*items: Column) -> tuple[Column, ...]:
    """Columns in their places."""
    return tuple(item._replace(position=number) for number, item in enumerate(items, 1))


ID = Column("id", "bigint", nullable=False, identity="by default")
PK = (PrimaryKey("shop_pkey", ("id",), auto_named=True),)
HOSTILE = "<script>alert(1)</script>"

CUSTOMER = Table("shop_customer", columns=columns(ID, Column("email", "varchar(254)", nullable=False)), primary_key=PK)
ORDER = Table(
    "shop_order",
    columns=columns(
        ID,
        Column("total", "numeric(8,2)", nullable=False),
        Column("status", "varchar(20)", nullable=False, default="'new'"),
        Column("customer_id", "bigint", nullable=False),
        Column("placed_at", "timestamp with time zone", nullable=False),
        Column("note", "text", comment="what the customer wrote"),
    ),
    primary_key=PK,
    checks=(Check("total_not_negative", "total >= 0"),),
    foreign_keys=(
        ForeignKey("order_customer_fk", ("customer_id",), "shop_customer", ("id",), deferrable="initially deferred"),
    ),
    indexes=(
        Index("order_customer_placed", ("customer_id", "placed_at"), method="btree", predicate="status <> 'cart'"),
        Index("order_status", ("status",), method="btree"),
    ),
    triggers=(Trigger("order_log", "AFTER UPDATE FOR EACH ROW EXECUTE FUNCTION log_order()"),),
)
DRIFTED = ORDER._replace(
    columns=columns(
        ID,
        Column("total", "numeric(10,2)", default="0"),
        Column("status", "varchar(20)", nullable=False, default="'new'"),
        Column("customer_id", "bigint", nullable=False),
        Column("placed_at", "timestamp with time zone", nullable=False),
        Column("remark", "text", comment="what the customer wrote"),
        Column("channel", "varchar(10)", nullable=False),
    ),
    checks=(),
    foreign_keys=(ORDER.foreign_keys[0]._replace(on_delete="CASCADE", validated=False),),
    indexes=(
        Index("order_customer_placed", ("customer_id", "placed_at"), method="btree", predicate="status = 'paid'"),
        Index("order_status", ("status",), method="btree", valid=False),
    ),
    triggers=(ORDER.triggers[0]._replace(enabled="disabled"),),
)
VIEW = View("shop_open_orders", body="SELECT id,\n  total\nFROM shop_order\nWHERE status = 'new'")
LOG = Routine("log_order()", returns="trigger", language="plpgsql", body="BEGIN\n  RETURN NEW;\nEND")

LEFT = SchemaSnapshot.of(
    "postgresql",
    (
        CUSTOMER,
        ORDER,
        Table("shop_voucher", columns=columns(ID, Column("code", "varchar(20)", nullable=False)), primary_key=PK),
        Table("shop_same", columns=columns(ID), primary_key=PK),
        VIEW,
        LOG,
        Enum("mood", labels=("sad", "ok", "happy")),
        Sequence("invoice_number", type="bigint", increment="1"),
        Extension("pg_trgm", version="1.6"),
    ),
    version=(18,),
)
RIGHT = SchemaSnapshot.of(
    "postgresql",
    (
        CUSTOMER._replace(uniques=(Unique("email_once", ("email",)),)),
        DRIFTED,
        Table("shop_same", columns=columns(ID), primary_key=PK),
        Table(HOSTILE, columns=columns(ID, Column('a "b" | c', "text", default="'<i>&amp;`*_'"))),
        VIEW._replace(body="SELECT id,\n  total\nFROM shop_order\nWHERE status <> 'paid'"),
        LOG,
        Enum("mood", labels=("sad", "happy", "\x1b[31mred")),
        Sequence("invoice_number", type="bigint", increment="10"),
        Extension("pg_trgm", version="1.5"),
    ),
    version=(16,),
    gaps=(Gap("policy", "*", "The role may not read them. GRANT SELECT ON pg_policy would help."),),
)

DOCUMENTS_LEFT = SchemaSnapshot.of(
    "mongodb",
    (
        Database(options=(("profile", "0"),)),
        Collection(
            "events",
            validator='{"$jsonSchema":{"bsonType":"object","required":["kind","at"]}}',
            validation_level="strict",
            validation_action="error",
            indexes=(Index("kind_1", ("kind",), unique=True, auto_named=True),),
        ),
    ),
    version=(6, 0),
)
DOCUMENTS_RIGHT = SchemaSnapshot.of(
    "mongodb",
    (
        Database(options=(("profile", "0"),)),
        Collection(
            "events",
            validator='{"$jsonSchema":{"bsonType":"object","required":["kind"]}}',
            validation_level="strict",
            validation_action="warn",
            indexes=(
                Index("kind_1", ("kind",), auto_named=True),
                Index("at_1", ("at",), options=(("expireAfterSeconds", "3600"),), auto_named=True),
            ),
        ),
    ),
    version=(6, 0),
)


def difference(change: Change, *, left_is_truth: bool = False, side: str = "", migration: str = "") -> Difference:
    """A change that is judged."""
    verdict = judge(change, left_is_truth=left_is_truth)
    return Difference(change.kind, change.object, *verdict, side=side, migration=migration, change=change)


def database(
    alias: str, left: SchemaSnapshot, right: SchemaSnapshot, *, left_is_truth: bool = False
) -> DatabaseComparison:
    """Two snapshots side by side."""
    found = compare_fully(left, right)
    side = "live" if left_is_truth else ""
    return DatabaseComparison(
        alias,
        left,
        right,
        tuple(difference(change, left_is_truth=left_is_truth, side=side) for change in found.changes),
        tuple(difference(change, left_is_truth=left_is_truth) for change in found.unknown),
        possible_renames(found.changes),
    )


def report(*databases: DatabaseComparison, command: str = "compare") -> ComparisonReport:
    """Of databases that are compared."""
    names = ("expected", "production") if command == "drift" else ("staging", "production")
    # Fixed, so that outputs that are stored do not depend on how fingerprints are made.
    right = "a" if all(item.left == item.right for item in databases) else "b"
    return ComparisonReport(command, *names, "a" * 64, right * 64, databases)


def alone(left: SchemaObject, right: SchemaObject) -> ComparisonReport:
    """A report about one object."""
    return report(database("default", *(SchemaSnapshot.of("postgresql", (item,)) for item in (left, right))))


SHOP = replace(
    database("default", LEFT, RIGHT),
    unknown=(difference(Change("drop", before=Table("shop_secret", columns=columns(ID)))),),
    ignored=(("audit_entry", "owned by the audit tool"), ("audit_entry.at", "owned by the audit tool")),
    notes=("The right side may not list policies: cannot tell. GRANT SELECT ON pg_policy would help.",),
)
DOCUMENTS = database("documents", DOCUMENTS_LEFT, DOCUMENTS_RIGHT)

FULL = replace(report(SHOP, DOCUMENTS), notes=("The database 'archive' is on the left side only.",))
EQUAL = report(database("default", LEFT, LEFT))
UNKNOWN = report(replace(SHOP, right=LEFT, differences=(), renames=(), ignored=()))

HISTORY = (
    Difference(
        "unknown_migration",
        "shop.0009_voucher",
        Weight.ERROR,
        "recorded in the database, and there is no such file",
        "migrate does not know what it did, and cannot take it back.",
        side="recorder",
    ),
    Difference(
        "model_change",
        "shop.order",
        Weight.WARNING,
        "add field gift",
        "There is no migration for it yet.",
        side="models",
        migration="shop.0010_gift",
    ),
)
DRIFT_DATABASE = database("default", LEFT, RIGHT, left_is_truth=True)
DRIFT = report(
    replace(
        DRIFT_DATABASE,
        differences=(
            *(replace(item, migration="shop.0007_total") for item in DRIFT_DATABASE.differences[:9]),
            *DRIFT_DATABASE.differences[9:],
            *HISTORY,
        ),
    ),
    command="drift",
)
