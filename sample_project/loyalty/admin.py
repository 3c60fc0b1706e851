"""Admin pages of the app loyalty."""

from __future__ import annotations

from django.contrib import admin

from sample_project.loyalty.models import Member, PointsEntry, Tier, Voucher


class PointsEntryInline(admin.TabularInline):
    """The account of a member."""

    model = PointsEntry
    extra = 0
    autocomplete_fields = ("order",)


@admin.register(Tier)
class TierAdmin(admin.ModelAdmin):
    """The ranks of the programme."""

    list_display = ("name", "threshold")


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    """Customers who collect points."""

    list_display = ("customer", "tier", "balance", "joined_on", "joined_via")
    list_filter = ("tier", "joined_via")
    list_select_related = ("customer", "tier")
    search_fields = ("customer__number", "customer__last_name", "customer__email")
    autocomplete_fields = ("customer",)
    inlines = (PointsEntryInline,)


@admin.register(Voucher)
class VoucherAdmin(admin.ModelAdmin):
    """Money off the next order."""

    list_display = ("code", "member", "value", "minimum_tier", "is_active")
    list_filter = ("is_active", "minimum_tier")
    list_select_related = ("member__customer", "minimum_tier")
    search_fields = ("code",)
    autocomplete_fields = ("member",)
