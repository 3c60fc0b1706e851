from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sample_project.batches import in_batches


def copy_from_cents(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write price from price_cents where it is empty."""
    products: Any = apps.get_model("catalogue", "Product").objects.using(schema_editor.connection.alias)
    for batch in in_batches(products.filter(price=None, price_cents__isnull=False)):
        for product in batch:
            product.price = Decimal(product.price_cents) / 100
        products.bulk_update(batch, ["price"])


def clear_copies(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Clear each price that price_cents holds as well. The old code reads and writes price_cents alone."""
    products: Any = apps.get_model("catalogue", "Product").objects.using(schema_editor.connection.alias)
    for batch in in_batches(products.filter(price__isnull=False)):
        copies = [product for product in batch if product.price * 100 == product.price_cents]
        for product in copies:
            product.price = None
        products.bulk_update(copies, ["price"])


class Migration(migrations.Migration):
    reason = "Fills price from price_cents. The code writes both columns until 0008, so either may be read."
    ticket = "SHOP-125"

    # Each batch commits on its own. Copying twice does no harm, so an interrupted run is just started again.
    atomic = False

    dependencies = [
        ("catalogue", "0005_product_price"),
    ]

    operations = [
        migrations.RunPython(copy_from_cents, clear_copies),
    ]
