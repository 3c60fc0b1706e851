"""Admin pages of the app orders."""

from __future__ import annotations

from django.contrib import admin

from sample_project.orders.models import Cart, CartItem, Order, OrderEvent, OrderLine


class CartItemInline(admin.TabularInline):
    """The content of a cart."""

    model = CartItem
    extra = 0
    autocomplete_fields = ("product",)


class OrderLineInline(admin.TabularInline):
    """The lines of an order."""

    model = OrderLine
    extra = 0
    autocomplete_fields = ("product", "variant")


class OrderEventInline(admin.TabularInline):
    """What happened to an order."""

    model = OrderEvent
    extra = 0
    autocomplete_fields = ("actor",)


@admin.register(Cart)
class CartAdmin(admin.ModelAdmin):
    """What visitors are about to buy."""

    list_display = ("__str__", "customer", "created_at")
    list_select_related = ("customer",)
    autocomplete_fields = ("customer",)
    inlines = (CartItemInline,)


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    """What was sold."""

    list_display = ("number", "customer", "status", "channel", "currency", "placed_at")
    list_filter = ("status", "channel", "currency")
    list_select_related = ("customer",)
    search_fields = ("number", "customer__last_name", "customer__email")
    date_hierarchy = "placed_at"
    autocomplete_fields = ("customer",)
    raw_id_fields = ("billing_address", "shipping_address")
    inlines = (OrderLineInline, OrderEventInline)


@admin.register(OrderLine)
class OrderLineAdmin(admin.ModelAdmin):
    """All lines, for finding who bought a product."""

    list_display = ("order", "product", "variant", "quantity", "unit_price", "discount")
    list_select_related = ("order", "product", "variant__product")
    search_fields = ("order__number", "product__sku", "product__name")
    autocomplete_fields = ("order", "product", "variant")
