"""Plans as plain values, with everything in them that a format could stumble over."""

from __future__ import annotations

from dataclasses import replace

from schemaguard.plans import (
    Evidence,
    Lacks,
    Locked,
    Obstacle,
    Phase,
    Plan,
    PlannedDatabase,
    PlannedStep,
)
from schemaguard.preflights import Answer, Probed
from tests.formats.comparisons import HOSTILE
from tests.formats.reports import ADD, DROP

SHOP = PlannedDatabase("default", "postgresql", "PostgreSQL 16.2", "shop", "a" * 64, "b" * 64)
DOCUMENTS = PlannedDatabase("documents", "mongodb", "MongoDB 7.0", "shop", "c" * 64, "d" * 64)
NEW = PlannedDatabase("archive", "sqlite", "sqlite", "archive.sqlite3", "", "e" * 64)

EVIDENCE = Evidence(
    "f" * 32, "lossy", "lossy", "same", "PostgreSQL 16.2", "staging", 1000, 0.75, "2026-11-22 10:00 UTC"
)
NULLS = Probed(
    "nulls-before-not-null",
    "default",
    Answer.FAILED,
    "3 rows of shop_order have no note.",
    "shop_order.note",
    "shop",
    "0008_drop_note",
    0,
    12,
    "shop/migrations/0008_drop_note.py",
    3,
    ("id=1", "id=7"),
    "SELECT id FROM shop_order WHERE note IS NULL",
    "Fill them first.",
    facts={"rows": 3.0},
)

EXPANDING = PlannedStep(
    database="default",
    vendor="postgresql",
    app="shop",
    migration="0007_gift",
    digest="1" * 64,
    path="shop/migrations/0007_gift.py",
    reason="People buy presents.",
    ticket="SHOP-1",
    phase=Phase.EXPAND,
    phase_because="It adds shop_order.gift, and the old code does not notice.",
    operations=("Add field gift to order",),
    locks=(Locked("shop_order", "ACCESS EXCLUSIVE", True, True),),
    approved_by=("ada, 2026-11-22 11:00 UTC",),
)
CONTRACTING = PlannedStep(
    database="default",
    vendor="postgresql",
    app="shop",
    migration="0008_drop_note",
    digest="2" * 64,
    path="shop/migrations/0008_drop_note.py",
    phase=Phase.CONTRACT,
    phase_because="It drops shop_order.note, which the old code may still rely on.",
    atomic=False,
    reversible=False,
    operations=("Remove field note from order",),
    findings=(DROP, ADD),
    probed=(NULLS, replace(NULLS, answer=Answer.CLEAN, message="Never shown.")),
    rehearsal=EVIDENCE,
    seconds=0.75,
    seconds_because="as long as the rehearsal took",
    locks=(Locked("shop_order", "ACCESS EXCLUSIVE", True, True, rewrites=True), Locked(HOSTILE, "SHARE", scans=True)),
    destroys=("shop_order.note",),
    missing=("The migration has no reason.",),
    obstacles=(
        Obstacle(Lacks.REASON, "The migration has no reason."),
        Obstacle(Lacks.FINDING, "drop-column: note is dropped.", "drop-column"),
        Obstacle(Lacks.VERDICT, "The rehearsal says lossy.", "lossy"),
    ),
)
FOREIGN = replace(EXPANDING, app="auth", migration="0001_initial", reason="", ticket="", own=False, approved_by=())

GREEN = Plan("staging", databases=(SHOP,), steps=(EXPANDING,), target=("shop",))
RED = Plan(
    "production",
    databases=(SHOP, DOCUMENTS, NEW),
    steps=(FOREIGN, EXPANDING, replace(EXPANDING, database="documents", vendor="mongodb"), CONTRACTING),
    servers={"default": (replace(NULLS, probe="free-disk", message=HOSTILE, app="", migration="", object=""),)},
    protected=True,
    notes=("The database 'archive' does not exist yet.", HOSTILE),
    chosen=True,
)
NOTHING = Plan("local", databases=(SHOP,))
PHASED = Plan("local", databases=(SHOP,), steps=(EXPANDING,), phase="expand")

PLANS = (GREEN, RED, NOTHING, PHASED)
