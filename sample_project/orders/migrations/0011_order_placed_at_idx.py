from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INDEX = models.Index(fields=["placed_at"], name="order_placed_at_idx")


def without_lock(schema_editor: BaseDatabaseSchemaEditor) -> dict[str, Any]:
    """Return the option that spares writers from waiting, where the database has one."""
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}


def add_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Build the index."""
    schema_editor.add_index(apps.get_model("orders", "Order"), INDEX, **without_lock(schema_editor))


def remove_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the index."""
    schema_editor.remove_index(apps.get_model("orders", "Order"), INDEX, **without_lock(schema_editor))


class Migration(migrations.Migration):
    reason = "The monthly report filters orders by date; the table is too busy to be locked while an index is built."
    ticket = "SHOP-296"

    # PostgreSQL refuses CREATE INDEX CONCURRENTLY inside a transaction.
    atomic = False

    dependencies = [
        ("orders", "0010_invoice_moves_to_payments"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(add_index, remove_index),
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="order",
                    index=INDEX,
                ),
            ],
        ),
    ]
