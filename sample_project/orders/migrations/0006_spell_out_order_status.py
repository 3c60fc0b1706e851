from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sample_project.batches import in_batches

WORDS = {"N": "new", "P": "paid", "S": "shipped", "C": "cancelled"}
LETTERS = {word: letter for letter, word in WORDS.items()}


def translate(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor, words: dict[str, str]) -> None:
    """Replace each status found in ``words``; others stay as they are."""
    orders = apps.get_model("orders", "Order").objects.using(schema_editor.connection.alias)
    for batch in in_batches(orders.filter(status__in=words)):
        for order in batch:
            order.status = words[order.status]
        orders.bulk_update(batch, ["status"])


def spell_out(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turn letters into words."""
    translate(apps, schema_editor, WORDS)


def abbreviate(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turn words back into letters."""
    translate(apps, schema_editor, LETTERS)


class Migration(migrations.Migration):
    reason = "Reports and partners read the status, and nobody could tell S for shipped from S for stopped."
    ticket = "SHOP-146"

    # Letters and words do not overlap: an interrupted run is just started again.
    atomic = False

    dependencies = [
        ("orders", "0005_widen_order_status"),
    ]

    operations = [
        migrations.RunPython(spell_out, abbreviate),
    ]
