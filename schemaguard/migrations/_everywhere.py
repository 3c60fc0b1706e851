"""Tables that are in every database, as django_migrations is."""

from __future__ import annotations

from typing import Any

from django.db import migrations


class CreateModel(migrations.CreateModel):
    """Makes the table on every database that is migrated, whatever routers say.

    The ledger tells what happened to the database it is in. A router that keeps other tables away means those.
    """

    #: Says the same to whoever walks through migrations.
    everywhere = True

    def allow_migrate_model(self, connection_alias: Any, model: Any) -> bool:
        """Routers are not asked."""
        return bool(model._meta.can_migrate(connection_alias))
