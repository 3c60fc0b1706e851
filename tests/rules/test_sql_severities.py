"""How bad SQL is that deletes, hides or discards rows: the same rule is sure in one case and only warns in another."""

from __future__ import annotations

import pytest

from schemaguard.rules.catalogue import built_in, find
from tests.rules.harness import Case

MERGE = "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id "
ORDER = "ALTER TABLE shop_order "
RLS = "ENABLE ROW LEVEL SECURITY"
RULE = "CREATE RULE r AS ON {} DO INSTEAD NOTHING"

CASES = [
    ("merge-overwrites-rows", f"{MERGE} WHEN MATCHED THEN DELETE", "notice"),
    ("merge-overwrites-rows", f"{MERGE} WHEN NOT MATCHED BY SOURCE AND o.total = 0 THEN DELETE", "warning"),
    ("merge-overwrites-rows", f"{MERGE} WHEN NOT MATCHED BY SOURCE THEN DELETE", "error"),
    ("merge-overwrites-rows", f"{MERGE} WHEN NOT MATCHED BY SOURCE THEN UPDATE SET status = ''", "warning"),
    ("merge-overwrites-rows", "MERGE INTO shop_order USING shop_tag ON true WHEN MATCHED THEN DELETE", "error"),
    ("triggers-left-disabled", f"{ORDER} DISABLE TRIGGER ALL", "error"),
    ("triggers-left-disabled", f"{ORDER} DISABLE TRIGGER USER", "warning"),
    ("triggers-left-disabled", f"{ORDER} DISABLE TRIGGER audit", "warning"),
    ("rule-discards-writes", RULE.format("INSERT TO shop_order"), "error"),
    ("rule-discards-writes", RULE.format("UPDATE TO shop_order"), "error"),
    ("rule-discards-writes", RULE.format("UPDATE TO shop_order WHERE old.id < 9"), "warning"),
    ("rule-discards-writes", RULE.format("DELETE TO shop_order"), "warning"),
    ("row-security-hides-rows", f"{ORDER} {RLS}", "warning"),
    ("row-security-hides-rows", f"{ORDER} {RLS}, FORCE ROW LEVEL SECURITY", "error"),
    ("row-security-hides-rows", f"{ORDER} FORCE ROW LEVEL SECURITY", "warning"),
    ("set-not-null-scans", f"{ORDER} ALTER note SET NOT NULL", "warning"),
    # What the constraint of an earlier migration proves, nobody can tell.
    ("set-not-null-scans", f"{ORDER} VALIDATE CONSTRAINT c; {ORDER} ALTER note SET NOT NULL", "notice"),
]


@pytest.mark.parametrize(("name", "sql", "severity"), CASES)
def test_severity(name: str, sql: str, severity: str) -> None:
    case = Case(f'operations = [migrations.RunSQL("{sql}", "")]', target="postgresql 17")
    assert [finding.severity for finding in case.findings(find(name, built_in()))] == [severity]
