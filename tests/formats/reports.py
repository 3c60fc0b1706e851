"""Reports as plain values, with everything in them that a format could stumble over."""

from __future__ import annotations

from schemaguard.findings import Axis, Finding, Location, Severity
from schemaguard.reports import CheckReport

PATH = "shop/migrations/0002_note.py"
SOURCE = (
    "class Migration(migrations.Migration):",
    "    operations = [",
    '        migrations.RemoveField("customer", "note"),',
    "        migrations.AddField(",
    '            "customer",',
    '            "city",',
    "            models.CharField(max_length=100, default='somewhere', help_text='Where the parcel goes, if there is one'),",
    "        ),",
    "    ]",
)

DROP = Finding(
    rule="drop-column",
    id="SG201",
    severity=Severity.ERROR,
    axis=Axis.LOSES_DATA,
    location=Location("shop", "0002_note", 0, "0", PATH, 3),
    message="Dropping shop_customer.note destroys its values.",
    effect="The values are gone. Until the last old process has stopped, every query of the old code that names the "
    "column fails.",
    remedy="Take the field out of the models first::\n\n    migrations.SeparateDatabaseAndState(\n        state_operations="
    '[migrations.RemoveField("customer", "note")],\n    )\n\nThen drop the column in a later release.',
    databases=("default",),
    vendor="postgresql",
    subject="shop_customer.note",
    fingerprint="a" * 32,
)
ADD = Finding(
    rule="not-null-column-without-database-default",
    id="SG304",
    severity=Severity.WARNING,
    axis=Axis.BREAKS_RUNNING_CODE,
    location=Location("shop", "0002_note", 1, "1.d0", PATH, 4),
    message="100% of it: a, b; 'c' & <d>\nand a second line.",
    databases=("default", "other"),
    vendor="postgresql",
    subject="shop_customer.city",
    fingerprint="b" * 32,
)
BACK = Finding(
    rule="rollback-drops-column",
    id="SG501",
    severity=Severity.NOTICE,
    axis=Axis.IRREVERSIBLE,
    location=Location("shop", "0002_note", 1, "1", PATH, 4),
    message="Rolling back drops shop_customer.city. \x07 größe 折扣",
    effect="It is gone.",
    remedy="Save it.",
    databases=("default",),
    vendor="postgresql",
    subject="shop_customer.city",
    direction="reverse",
    fingerprint="c" * 32,
)
LEAVES = Finding(
    rule="several-leaves",
    id="SG601",
    severity=Severity.ERROR,
    axis=Axis.HISTORY,
    location=Location("shop"),
    message="shop has several last migrations: 0002_a, 0002_b.",
    effect="migrate refuses to run.",
    remedy="Merge them.",
    databases=("default",),
    subject="0002_a 0002_b",
    fingerprint="d" * 32,
)

FULL = CheckReport(
    findings=(DROP, ADD, BACK, LEAVES),
    judged=(("shop", "0001_initial"), ("shop", "0002_note")),
    suppressed=2,
    baselined=3,
    notes=("The database 'other' could not be asked what it has applied (OperationalError).",),
    sources={PATH: SOURCE},
    version="1.2.3",
)
EMPTY = CheckReport()
