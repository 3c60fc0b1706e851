from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sample_project.loyalty.models import Tier


def create_tiers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the three tiers."""
    for name, threshold in [("Bronze", 0), ("Silver", 500), ("Gold", 2000)]:
        Tier.objects.get_or_create(name=name, defaults={"threshold": threshold})


class Migration(migrations.Migration):
    reason = "Members need a tier to start in, and marketing has named three."
    ticket = "SHOP-204"

    dependencies = [
        ("loyalty", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(create_tiers, migrations.RunPython.noop),
    ]
