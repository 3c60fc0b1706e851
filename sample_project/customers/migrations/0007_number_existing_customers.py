from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sample_project.batches import in_batches


def number_for(pk: int) -> str:
    """Return the number a customer from before 0006 is given."""
    return f"K{pk:06d}"


def give_numbers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Number every customer who has no number."""
    customers = apps.get_model("customers", "Customer").objects.using(schema_editor.connection.alias)
    for batch in in_batches(customers.filter(number=None)):
        for customer in batch:
            customer.number = number_for(customer.pk)
        customers.bulk_update(batch, ["number"])


def take_numbers_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Clear the numbers made here, and only those."""
    customers = apps.get_model("customers", "Customer").objects.using(schema_editor.connection.alias)
    for batch in in_batches(customers.filter(number__startswith="K")):
        made_here = [customer for customer in batch if customer.number == number_for(customer.pk)]
        for customer in made_here:
            customer.number = None
        customers.bulk_update(made_here, ["number"])


class Migration(migrations.Migration):
    reason = "Customers from before the numbers get one derived from their key, so support can find them."
    ticket = "SHOP-96"

    dependencies = [
        ("customers", "0006_customer_number"),
    ]

    operations = [
        migrations.RunPython(give_numbers, take_numbers_back),
    ]
