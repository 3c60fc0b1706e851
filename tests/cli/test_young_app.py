"""The commonest mistakes in the second migration of an app whose first is one ``CreateModel``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import shop

POSTGRESQL, MYSQL, SQLITE = "postgresql 16", "mysql 8.4", "sqlite 3.45"
SERVERS = (POSTGRESQL, MYSQL, SQLITE)
INDEX = 'migrations.AddIndex("customer", models.Index(fields=["name"], name="customer_name"))'
UNIQUE = 'migrations.AddConstraint("customer", models.UniqueConstraint(fields=["name"], name="one_name"))'
CHECK = 'migrations.AddConstraint("customer", models.CheckConstraint(condition=models.Q(name="a"), name="a_name"))'
KEY = 'migrations.AddField("customer", "friend", models.ForeignKey("shop.Customer", models.CASCADE{}))'
ERRORS = [
    ('migrations.AddField("customer", "age", models.IntegerField())', (POSTGRESQL, SQLITE), "not-null-without-default"),
    (KEY.format(""), SERVERS, "not-null-without-default"),
    (
        'migrations.AddField("customer", "age", models.IntegerField(default=0))',
        SERVERS,
        "not-null-column-without-database-default",
    ),
    ('migrations.RemoveField("customer", "note")', SERVERS, "drop-column"),
    ('migrations.DeleteModel("Customer")', SERVERS, "drop-table"),
    ('migrations.RenameField("customer", "note", "remark")', SERVERS, "rename-column"),
    ('migrations.RenameModel("Customer", "Client")', SERVERS, "rename-table"),
    (INDEX, (POSTGRESQL,), "create-index-locks-table"),
    (KEY.format(", null=True"), (POSTGRESQL,), "index-built-under-lock"),
    (UNIQUE, (POSTGRESQL,), "add-unique-locks-table"),
    (CHECK, (POSTGRESQL,), "add-check-validates"),
    (
        'migrations.AlterField("customer", "name", models.IntegerField())',
        (POSTGRESQL,),
        "type-change-rewrites-table",
    ),
    ('migrations.RunSQL("DELETE FROM shop_customer")', SERVERS, "delete-without-where"),
    ('migrations.RunSQL("UPDATE shop_customer SET note = 1")', SERVERS, "update-without-where"),
    ('migrations.RunSQL("DROP TABLE shop_customer")', SERVERS, "drop-table"),
]
WARNINGS = [
    # MySQL writes 0 into the rows that are there.
    ('migrations.AddField("customer", "age", models.IntegerField())', (MYSQL,), "implicit-zero-fill"),
    ('migrations.AlterField("customer", "note", models.TextField())', (POSTGRESQL, MYSQL), "set-not-null-meets-nulls"),
    ('migrations.AlterField("customer", "name", models.CharField(max_length=9))', (POSTGRESQL, MYSQL), "type-narrows"),
    (UNIQUE, SERVERS, "unique-meets-duplicates"),
    (CHECK, SERVERS, "check-meets-rows"),
    ("migrations.RunPython(lambda apps, editor: None)", SERVERS, "run-python-without-reverse"),
    ('migrations.RunSQL("SELECT 1")', SERVERS, "run-sql-without-reverse"),
]


@pytest.mark.parametrize(
    ("severity", "operation", "target", "rule"),
    [
        pytest.param(severity, operation, target, rule, id=f"{rule}, {target}: {operation}")
        for severity, rows in (("error", ERRORS), ("warning", WARNINGS))
        for operation, targets, rule in rows
        for target in targets
    ],
)
def test_a_mistake_is_found(tmp_path: Path, severity: str, operation: str, target: str, rule: str) -> None:
    found = shop(tmp_path, f"{operation},").check("shop", "0002", "--offline", "--target", target)["findings"]
    assert (rule, severity) in {(finding["rule"], finding["severity"]) for finding in found}
