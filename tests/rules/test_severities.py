"""Rules that weigh their findings: the same rule is sure in one case and only warns, or cannot tell, in another."""

from __future__ import annotations

import pytest

from schemaguard.rules.catalogue import built_in, find
from tests.rules.harness import Case

DEFAULT = 'operations = [migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web"))]'
BOTH = DEFAULT.replace("db_default", 'default="web", db_default')
DROPPED = 'operations = [migrations.AlterField("order", "channel", models.CharField(max_length=9))]'

CASES = [
    ("drops-database-default", Case(DROPPED, given=DEFAULT), "error"),
    ("drops-database-default", Case(DROPPED, given=DEFAULT, target="sqlite 3.45"), "warning"),
    ("drops-database-default", Case(DROPPED, given=BOTH), "warning"),
    (
        "drops-database-default",
        Case('operations = [migrations.RunSQL("ALTER TABLE shop_order ALTER number DROP DEFAULT", "")]'),
        "notice",
    ),
    (
        "unique-column-with-one-default",
        Case(
            'operations = [migrations.AddField("order", "code", '
            'models.TextField(unique=True, db_default=models.Func(function="next_code")))]'
        ),
        "warning",
    ),
    ("cast-fails", Case('operations = [migrations.AlterField("order", "number", models.IntegerField())]'), "warning"),
    (
        "cast-fails",
        Case('operations = [migrations.RunSQL("ALTER TABLE shop_order ALTER number TYPE integer", "")]'),
        "error",
    ),
    ("cast-fails", Case('operations = [migrations.RunSQL("ALTER TABLE legacy ALTER a TYPE integer", "")]'), "notice"),
    (
        "primary-key-over-nullable",
        Case('operations = [migrations.RunSQL("ALTER TABLE shop_order ADD PRIMARY KEY (note)", "")]'),
        "warning",
    ),
    (
        "primary-key-over-nullable",
        Case('operations = [migrations.RunSQL("ALTER TABLE legacy ADD PRIMARY KEY (note)", "")]'),
        "notice",
    ),
    (
        "no-op-reverse",
        Case('operations = [migrations.RunSQL("DELETE FROM shop_order WHERE status = \'x\'", "")]'),
        "warning",
    ),
    ("no-op-reverse", Case('operations = [migrations.RunSQL("DO $$ BEGIN END $$", "")]'), "notice"),
    ("reverse-restores-no-data", Case('operations = [migrations.RemoveField("order", "number")]'), "warning"),
    ("reverse-restores-no-data", Case('operations = [migrations.RemoveField("order", "note")]'), "notice"),
    (
        "reverse-restores-no-data",
        Case('operations = [migrations.RemoveField("order", "number")]', target="mysql 8.4"),
        "notice",
    ),
    (
        "rollback-narrows-type",
        Case('operations = [migrations.AlterField("order", "number", models.CharField(max_length=40))]'),
        "notice",
    ),
    (
        "rollback-narrows-type",
        Case('operations = [migrations.AlterField("order", "number", models.TextField())]'),
        "warning",
    ),
]


@pytest.mark.parametrize(("name", "case", "severity"), CASES, ids=[f"{name}-{end}" for name, _, end in CASES])
def test_severity(name: str, case: Case, severity: str) -> None:
    assert [finding.severity for finding in case.findings(find(name, built_in()))] == [severity]
