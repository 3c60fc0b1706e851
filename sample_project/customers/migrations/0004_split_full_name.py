from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sample_project.batches import in_batches


def split_full_name(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the first word to the first name and the rest to the last name."""
    customers: Any = apps.get_model("customers", "Customer").objects.using(schema_editor.connection.alias)
    for batch in in_batches(customers.exclude(full_name="")):
        for customer in batch:
            customer.first_name, _, customer.last_name = customer.full_name.partition(" ")
        customers.bulk_update(batch, ["first_name", "last_name"])


def join_full_name(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write both names back into one."""
    customers: Any = apps.get_model("customers", "Customer").objects.using(schema_editor.connection.alias)
    for batch in in_batches(customers.all()):
        for customer in batch:
            customer.full_name = f"{customer.first_name} {customer.last_name}".strip()
        customers.bulk_update(batch, ["full_name"])


class Migration(migrations.Migration):
    reason = "Fills first and last name from full_name, which the next release stops reading."
    ticket = "SHOP-42"

    dependencies = [
        ("customers", "0003_customer_first_and_last_name"),
    ]

    operations = [
        migrations.RunPython(split_full_name, join_full_name, elidable=True),
    ]
