from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ZONES = {
    "Germany": ["DE"],
    "Neighbours": ["AT", "BE", "CH", "CZ", "DK", "FR", "LU", "NL", "PL"],
}


def add_zones(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the zones the shop starts with."""
    zones = apps.get_model("shipping", "Zone").objects.using(schema_editor.connection.alias)
    for name, countries in ZONES.items():
        zones.get_or_create(name=name, defaults={"countries": countries})


def remove_zones(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove them again, with their links to methods."""
    zones = apps.get_model("shipping", "Zone").objects.using(schema_editor.connection.alias)
    zones.filter(name__in=ZONES).delete()


class Migration(migrations.Migration):
    reason = "The checkout refuses countries without a zone, so the first two have to exist at once."
    ticket = "SHOP-337"

    dependencies = [
        ("shipping", "0006_zone"),
    ]

    operations = [
        migrations.RunPython(add_zones, remove_zones),
    ]
