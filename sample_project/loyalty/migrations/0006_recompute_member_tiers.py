from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def recompute(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every member the highest tier the balance reaches."""
    Member = apps.get_model("loyalty", "Member")
    Tier = apps.get_model("loyalty", "Tier")
    for member in Member.objects.all():
        member.tier = Tier.objects.filter(threshold__lte=member.balance).order_by("-threshold").first()
        member.save()


class Migration(migrations.Migration):
    reason = "A bug left members in the tier they joined with; all tiers are worked out anew."
    ticket = "SHOP-284"

    dependencies = [
        ("loyalty", "0005_member_joined_via"),
    ]

    operations = [
        migrations.RunPython(recompute, migrations.RunPython.noop),
    ]
