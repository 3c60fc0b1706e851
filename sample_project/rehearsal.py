"""Rows for rehearsals, where generated values are none that a migration looks for."""

from __future__ import annotations

from decimal import Decimal

from django.db.migrations.state import StateApps

from schemaguard.seeds import seed


@seed("payments.0005_provider")
def reference_with_prefix(apps: StateApps, alias: str) -> None:
    """One payment as the code before 0006 wrote it: the reference begins with the provider."""
    payments = apps.get_model("payments", "Payment").objects.using(alias)
    payments.filter(pk=payments.latest("pk").pk).update(reference="paybridge:4711")


@seed("catalogue.0007_product_price_not_negative")
def price_in_both_columns(apps: StateApps, alias: str) -> None:
    """The code of that time writes each price into both columns."""
    for product in apps.get_model("catalogue", "Product").objects.using(alias).exclude(price_cents=None):
        product.price_cents = max(product.price_cents, 0)
        product.price = Decimal(product.price_cents) / 100
        product.save()
