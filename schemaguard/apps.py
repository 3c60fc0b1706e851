"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchemaguardConfig(AppConfig):
    """Registers the system checks and the ledger's receivers; does no other work at start-up."""

    name = "schemaguard"
    label = "schemaguard"
    verbose_name = _("Schema changes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what listens."""
        from schemaguard import checks, receivers

        checks.register()
        receivers.connect(self)
