"""Admin pages of the app payments."""

from __future__ import annotations

from django.contrib import admin

from sample_project.payments.models import Invoice, Payment, Provider, Refund, StoredCard


class RefundInline(admin.TabularInline):
    """What was given back of a payment."""

    model = Refund
    extra = 0


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin):
    """Who moves money for us."""

    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    """Attempts to pay."""

    list_display = ("order", "amount", "method", "provider", "status", "created_at")
    list_filter = ("status", "method", "provider")
    list_select_related = ("order", "provider")
    search_fields = ("order__number", "reference")
    date_hierarchy = "created_at"
    autocomplete_fields = ("order", "provider")
    inlines = (RefundInline,)


@admin.register(Refund)
class RefundAdmin(admin.ModelAdmin):
    """Money given back."""

    list_display = ("payment", "amount", "explanation", "created_at")
    list_select_related = ("payment__order",)
    autocomplete_fields = ("payment",)


@admin.register(StoredCard)
class StoredCardAdmin(admin.ModelAdmin):
    """Cards that customers let providers remember."""

    list_display = ("customer", "provider", "last_digits", "expires_on", "is_default")
    list_select_related = ("customer", "provider")
    autocomplete_fields = ("customer", "provider")


@admin.register(Invoice)
class InvoiceAdmin(admin.ModelAdmin):
    """Bills."""

    list_display = ("number", "order", "total", "issued_on", "due_on", "paid_on")
    list_select_related = ("order",)
    search_fields = ("number", "order__number")
    date_hierarchy = "issued_on"
    autocomplete_fields = ("order",)
