from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sample_project.batches import in_batches

NAMES = {"paybridge": "Paybridge", "kontolink": "Kontolink"}


def take_prefix_off(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turn the reference ``paybridge:123`` into the provider paybridge and the reference ``123``."""
    alias = schema_editor.connection.alias
    providers = apps.get_model("payments", "Provider").objects.using(alias)
    payments = apps.get_model("payments", "Payment").objects.using(alias)
    for code, name in NAMES.items():
        provider, _ = providers.get_or_create(code=code, defaults={"name": name})
        prefix = f"{code}:"
        for batch in in_batches(payments.filter(provider=None, reference__startswith=prefix)):
            for payment in batch:
                payment.provider = provider
                payment.reference = payment.reference.removeprefix(prefix)
            payments.bulk_update(batch, ["provider", "reference"])


def put_prefix_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turn provider and reference into one again where the provider was made here, and remove these providers."""
    alias = schema_editor.connection.alias
    payments = apps.get_model("payments", "Payment").objects.using(alias)
    for batch in in_batches(payments.filter(provider__code__in=NAMES).select_related("provider")):
        for payment in batch:
            payment.reference = f"{payment.provider.code}:{payment.reference}"
            payment.provider = None
        payments.bulk_update(batch, ["provider", "reference"])
    apps.get_model("payments", "Provider").objects.using(alias).filter(code__in=NAMES).delete()


class Migration(migrations.Migration):
    reason = "References carried the provider as a prefix, which made them useless in the provider's own search."
    ticket = "SHOP-273"

    dependencies = [
        ("payments", "0005_provider"),
    ]

    operations = [
        migrations.RunPython(take_prefix_off, put_prefix_back),
    ]
