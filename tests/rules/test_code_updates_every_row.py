"""How sure the rule is that an update of every row loses something."""

from __future__ import annotations

from schemaguard.findings import Severity
from schemaguard.rules.code_updates_every_row import check
from tests.rules.harness import Case

UPDATE = """
def forward(apps, schema_editor):
    apps.get_model("shop", "Order").objects.update(status="old")

operations = [
    {more}
    migrations.RunPython(forward, migrations.RunPython.noop),
]
"""


def severity(more: str) -> Severity:
    """Of the one finding in a migration with this operation before the update."""
    (found,) = Case(UPDATE.format(more=more)).findings(check)
    return found.severity


def test_values_of_an_older_column_are_gone() -> None:
    assert severity("") == Severity.WARNING
    assert severity('migrations.AddField("product", "x", models.TextField(null=True)),') == Severity.WARNING


def test_a_column_that_the_migration_adds_may_be_the_one_that_is_filled() -> None:
    assert severity('migrations.AddField("order", "x", models.TextField(null=True)),') == Severity.NOTICE
