"""The ledger in Django's admin: to be looked at, and not to be touched."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from schemaguard.models import Run, RunStep


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here, whoever asks."""

    actions = None

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Run)
class RunAdmin(ReadOnly):
    """Runs, the latest first."""

    list_display = ("begun_at", "command", "environment", "database", "system_user", "ci_user", "django_user", "host")
    list_filter = ("command", "environment", "database")
    search_fields = ("system_user", "ci_user", "django_user", "git_commit", "arguments")


@admin.register(RunStep)
class RunStepAdmin(ReadOnly):
    """Entries, the latest first."""

    list_display = ("number", "at", "event", "app", "migration", "backwards", "outcome")
    list_filter = ("event", "app")
    search_fields = ("migration", "ticket", "reason", "error")
    ordering = ("-number",)
    list_select_related = ("run",)
