"""Rules about rows say less loudly what somebody has seen to already."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemaguard.findings import Severity
from schemaguard.rules.catalogue import built_in
from tests.projects import shop
from tests.rules.harness import Case

RULES = {rule.name: rule for rule in built_in()}
OPERATIONS = {
    "set-not-null-meets-nulls": 'migrations.AlterField("order", "note", models.TextField()),',
    "unique-meets-duplicates": (
        'migrations.AlterField("order", "number", models.CharField(max_length=20, unique=True)),'
    ),
    "check-meets-rows": (
        'migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(total__gt=0), name="paid")),'
    ),
    "foreign-key-meets-orphans": (
        'migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT k FOREIGN KEY (status) REFERENCES shop_tag (name)"),'
    ),
}
CODE = """
def mend(apps, schema_editor):
    apps.get_model("shop", "{model}").objects.filter({field}=None).{act}
"""
EVERYTHING = "note='', number='1', total=1, status='x'"
LOOP = """
def mend(apps, schema_editor):
    for order in apps.get_model("shop", "Order").objects.iterator():
        {row}
        order.save({options})
"""
MEND = "migrations.RunPython(mend, migrations.RunPython.noop),"
PREPARED = {
    "code that writes": (CODE.format(model="Order", field="note", act=f"update({EVERYTHING})"), MEND, "mend"),
    "a loop that does not say what it writes": (LOOP.format(row="mend_row(order)", options=""), MEND, "mend"),
    "code that deletes": (CODE.format(model="Order", field="note", act="delete()"), MEND, "mend"),
    "UPDATE": (
        "",
        "migrations.RunSQL(\"UPDATE shop_order SET note = '', number = '', total = 1, status = '' WHERE id > 9\", ''),",
        "the UPDATE",
    ),
    "DELETE": ("", "migrations.RunSQL('DELETE FROM shop_order WHERE id > 9', ''),", "the DELETE"),
}
OTHERS = {
    "nothing": ("", ""),
    "another table": (CODE.format(model="Customer", field="email", act="delete()"), MEND),
    "another column": (CODE.format(model="Order", field="note", act="update(created=None)"), MEND),
    "another column in a loop": (LOOP.format(row="order.created = None", options=""), MEND),
    "another column of many": (
        LOOP.format(row="order.created = order.note = None", options="update_fields=['created']"),
        MEND,
    ),
    "another column in SQL": ("", "migrations.RunSQL('UPDATE shop_order SET created = NULL WHERE id > 9', ''),"),
    "a new row": ("", "migrations.RunSQL(\"INSERT INTO shop_order (note) VALUES ('x')\", ''),"),
}


def body(above: str, *operations: str) -> str:
    """A migration with functions above it."""
    lines = "\n".join(f"    {text}" for text in operations)
    return f"{above}\noperations = [\n{lines}\n]\n"


@pytest.mark.parametrize("rule", OPERATIONS)
@pytest.mark.parametrize("given", PREPARED.values(), ids=PREPARED.keys())
def test_rows_that_the_migration_before_changed_are_a_notice(rule: str, given: tuple[str, str, str]) -> None:
    above, operation, who = given
    (found,) = Case(body("", OPERATIONS[rule]), given=body(above, operation)).findings(RULES[rule])
    assert (found.severity, f"{who} in 0002_given may have seen to that" in found.message) == (Severity.NOTICE, True)


@pytest.mark.parametrize("rule", OPERATIONS)
@pytest.mark.parametrize("given", OTHERS.values(), ids=OTHERS.keys())
def test_rows_that_nobody_changed_are_a_warning(rule: str, given: tuple[str, str]) -> None:
    (found,) = Case(body("", OPERATIONS[rule]), given=body(*given)).findings(RULES[rule])
    assert (found.severity, "may have" in found.message) == (Severity.WARNING, False)


@pytest.mark.parametrize("rule", sorted(OPERATIONS.keys() - {"set-not-null-meets-nulls"}))
def test_the_same_migration_may_see_to_the_rows_before(rule: str) -> None:
    above, operation, _ = PREPARED["code that writes"]
    (before,) = Case(body(above, operation, OPERATIONS[rule])).findings(RULES[rule])
    (after,) = Case(body(above, OPERATIONS[rule], operation)).findings(RULES[rule])
    assert (before.severity, after.severity) == (Severity.NOTICE, Severity.WARNING)
    assert "; mend may have" in before.message


def test_only_the_migration_just_before_counts(tmp_path: Path) -> None:
    fill = "migrations.RunSQL(\"UPDATE shop_customer SET note = '' WHERE note IS NULL\", ''),"
    strict = 'migrations.AlterField("customer", "note", models.TextField()),'
    other = "migrations.RunSQL('SELECT 1', ''),"
    for number, operations in enumerate(((fill, strict), (fill, other, strict))):
        last = f"{len(operations) + 1:04}"
        found = shop(tmp_path / str(number), *operations).check("shop", last, "--offline")["findings"]
        severities = [finding["severity"] for finding in found if finding["rule"] == "set-not-null-meets-nulls"]
        assert severities == [["notice"], ["warning"]][number]


@pytest.mark.parametrize(
    ("field", "severity"), [("code", Severity.NOTICE), ("note", Severity.WARNING)], ids=["a new column", "an old one"]
)
def test_the_values_of_a_column_from_the_migration_before_go_with_it(field: str, severity: Severity) -> None:
    sql = f"migrations.RunSQL(\"UPDATE shop_order SET {field} = 'x'\", migrations.RunSQL.noop),"
    given = 'migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),'
    (found,) = Case(body("", sql), given=body("", given)).findings(RULES["no-op-reverse"])
    assert found.severity is severity
    assert ("has added" in found.message) is (severity is Severity.NOTICE)
