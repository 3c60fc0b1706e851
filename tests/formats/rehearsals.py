"""Rehearsals as plain values, with everything in them that a format could stumble over."""

from __future__ import annotations

from dataclasses import replace

from schemaguard.rehearsals import (
    Again,
    DatabaseRehearsal,
    Executed,
    Failure,
    Left,
    Lock,
    Lost,
    MigrationRehearsal,
    Outcome,
    Phase,
    RehearsalReport,
    Verdict,
)
from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.objects import Check, Column, Index, Table
from tests.formats.comparisons import HOSTILE, ID, PK, columns
from tests.formats.reports import ADD, BACK, DROP

LOCKING = Phase(
    seconds=0.8125,
    statements=(
        Executed('ALTER TABLE "shop_order" ALTER COLUMN "total" TYPE numeric(10, 2)', 0.75, 0, 12),
        Executed('CREATE INDEX "order_status" ON "shop_order" ("status")', 0.0625, 1, 13),
    ),
    locks=(
        Lock("shop_order", "AccessExclusiveLock"),
        Lock("shop_customer", "ShareRowExclusiveLock"),
        Lock("shop_line", "ShareRowExclusiveLock"),
    ),
    rewrites=("shop_order",),
    scans=("shop_line",),
    index_builds=("order_status on shop_order",),
    ways={"shop_order": "COPY"},
)
QUICK = Phase(0.0125, (Executed('DROP INDEX "order_status"', 0.0125, 1, 13),))

ORDER = Owner("table", "shop_order")
RESIDUE = (
    Change("drop", before=Index("order_status", ("status",), method="btree"), owner=ORDER),
    Change(
        "alter",
        before=Column("total", "numeric(8,2)", nullable=False),
        after=Column("total", "numeric(10,2)", nullable=False),
        owner=ORDER,
    ),
    Change("drop", before=Check("total_not_negative", "total >= 0"), owner=ORDER),
    Change("add", after=Table(HOSTILE, columns=columns(ID, Column('a "b" | c', "text")), primary_key=PK)),
)

LOSSES = (
    Lost("shop_order", "note", 3, "7"),
    Lost("shop_voucher", "", 1, "4"),
    Lost(HOSTILE, "\x1b[31mred", 2, "'<i>&amp;`*_|'"),
    Lost("shop_log", "at", 1),
)

INITIAL = MigrationRehearsal(
    "shop",
    "0001_initial",
    Outcome(Verdict.RESTORED),
    forward=replace(QUICK, seconds=0.25),
    reverse=QUICK,
    again=Again.SAME,
    forward_again=QUICK,
    path="shop/migrations/0001_initial.py",
    digest="d" * 64,
)
ORDERED = replace(
    INITIAL,
    migration="0002_order",
    path="shop/migrations/0002_order.py",
    step=Outcome(Verdict.RESTORED, notes=("column-order", "names", "sequences", "fresh-values", "something-new")),
    forward=LOCKING,
    findings=(replace(ADD, evidence=DROP.evidence),),
    remarks=("check says that this rewrites nothing, and it has rewritten shop_order.",),
)
LOSSY = replace(
    INITIAL,
    migration="0003_note",
    step=Outcome(Verdict.LOSSY, lost=LOSSES, left=(Left("shop_order", 2, "9"),)),
    findings=(DROP, ADD, BACK),
    path="shop/migrations/0003_note.py",
)
LEFTOVER = replace(
    INITIAL,
    migration="0004_residue",
    path="shop/migrations/0004_residue.py",
    step=Outcome(
        Verdict.RESIDUE, residue=RESIDUE, left=(Left("shop_voucher", 1, "12"), Left("shop_order", 4, "3", "slug"))
    ),
    again=Again.DIFFERENT,
    again_changes=RESIDUE[:1],
)
NO_OP = replace(
    INITIAL,
    migration="0005_no_op",
    path="shop/migrations/0005_no_op.py",
    step=Outcome(Verdict.NO_OP, left=(Left("shop_order", 5),)),
    again=Again.FAILED,
    again_error=Failure(
        "shop.0005_no_op does not run again: IntegrityError: UNIQUE constraint failed: shop_order.id",
        "INSERT INTO shop_order (id)\nVALUES (1)",
        0,
        14,
    ),
)
DECLARED = replace(
    INITIAL,
    migration="0006_purge",
    path="shop/migrations/0006_purge.py",
    step=Outcome(
        Verdict.IRREVERSIBLE, declared=True, error=Failure("Operation 1, Raw SQL, has no reverse.", operation=0)
    ),
    reverse=Phase(),
    again=Again.NOT_RUN,
    forward_again=Phase(),
)
UNDECLARED = replace(
    DECLARED, migration="0007_purge_more", path="shop/migrations/0007_purge_more.py", step=Outcome(Verdict.IRREVERSIBLE)
)
BACK_FAILS = replace(
    DECLARED,
    migration="0008_unique",
    path="shop/migrations/0008_unique.py",
    step=Outcome(
        Verdict.FAILED_REVERSE,
        error=Failure("It cannot be reversed: OperationalError: no such column: <b>x</b>", "SELECT 1", 0, 20),
    ),
    reverse=QUICK,
)
FAILS = replace(
    DECLARED,
    migration="0009_wrong",
    step=Outcome(
        Verdict.FAILED_FORWARD,
        error=Failure(
            "shop.0009_wrong does not run: IntegrityError: NOT NULL constraint failed \x1b[2J",
            "UPDATE shop_order\n  SET note = NULL" + " OR note = 'a long word'" * 30,
            1,
            31,
        ),
    ),
    path="shop/migrations/0009_wrong.py",
)
SKIPPED = replace(
    DECLARED,
    migration="0010_after",
    path="shop/migrations/0010_after.py",
    step=Outcome(Verdict.SKIPPED),
    forward=Phase(),
    remarks=("It comes after shop.0009_wrong, which does not run.",),
)
HEAD = replace(
    INITIAL,
    app="stock",
    migration="0002_hidden",
    path="shop/migrations/0002_hidden.py",
    step=Outcome(Verdict.RESTORED),
    head=Outcome(Verdict.LOSSY, lost=(Lost("stock_item", "", 4, "1"),)),
)

SHOP = DatabaseRehearsal(
    "default",
    "postgresql",
    "PostgreSQL 18.1",
    "staging",
    (INITIAL, ORDERED, LOSSY, LEFTOVER, NO_OP, DECLARED, UNDECLARED, BACK_FAILS, FAILS, SKIPPED, HEAD),
    rows=1000,
    mode="both",
    seconds=4.5,
    notes=("No rows of shop_secret could be read: permission denied.",),
)
DOCUMENTS = DatabaseRehearsal(
    "documents", "mongodb", "MongoDB 6.0.5", "empty", (replace(INITIAL, app="events"),), rows=2, seconds=75.4
)

ONE = RehearsalReport((SHOP,), ("The database 'archive' was left out.",), "0.1.0")
#: The same on a later server, from empty.
UPGRADED = RehearsalReport((replace(SHOP, server="PostgreSQL 19.0", source="empty", rows=None),))
SEVERAL = RehearsalReport((SHOP, DOCUMENTS), ("The database 'archive' was left out.",), "0.1.0")
GREEN = RehearsalReport((replace(DOCUMENTS, database="default"),))
NOTHING = RehearsalReport((replace(SHOP, migrations=(), notes=(), seconds=0.25),))
NONE = RehearsalReport()

REPORTS = {"one": ONE, "several": SEVERAL, "green": GREEN, "nothing": NOTHING, "none": NONE}


def about(*migrations: MigrationRehearsal) -> RehearsalReport:
    """On one database."""
    return RehearsalReport((replace(SHOP, migrations=migrations, notes=()),))
