"""Admin pages of the app accounts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest

from sample_project.accounts.models import LoginEvent, StaffMember, User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Django's own page for users, with the fields of this shop."""

    list_display = ("username", "email", "display_name", "language", "is_staff")
    list_filter: ClassVar[tuple[str, ...]] = ("is_staff", "is_active", "language")
    search_fields = ("username", "email", "display_name")
    fieldsets = (
        *(DjangoUserAdmin.fieldsets or ()),
        ("Shop", {"fields": ("display_name", "language", "terms_accepted_at")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "email", "password1", "password2")}),)


@admin.register(StaffMember)
class StaffMemberAdmin(UserAdmin):
    """The same page, for those who may use the admin."""

    list_filter = ("is_superuser", "groups")


@admin.register(LoginEvent)
class LoginEventAdmin(admin.ModelAdmin):
    """Attempts to sign in. They are read, never written."""

    list_display = ("happened_at", "user", "ip_address", "succeeded")
    list_filter = ("succeeded",)
    list_select_related = ("user",)
    search_fields = ("user__username", "ip_address")
    date_hierarchy = "happened_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds an attempt by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: LoginEvent | None = None) -> bool:
        """Nobody changes what happened."""
        return False
