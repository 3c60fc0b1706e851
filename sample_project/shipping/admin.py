"""Admin pages of the app shipping."""

from __future__ import annotations

from django.contrib import admin

from sample_project.shipping.models import (
    Carrier,
    Parcel,
    Shipment,
    ShipmentLine,
    ShippingMethod,
    StockLevel,
    Warehouse,
    Zone,
)


class StockLevelInline(admin.TabularInline):
    """What lies in a warehouse."""

    model = StockLevel
    extra = 0
    autocomplete_fields = ("variant",)


class ShipmentLineInline(admin.TabularInline):
    """What a shipment carries."""

    model = ShipmentLine
    extra = 0
    autocomplete_fields = ("order_line",)


class ParcelInline(admin.TabularInline):
    """The boxes of a shipment."""

    model = Parcel
    extra = 0
    readonly_fields = ("volume_cm3",)


@admin.register(Carrier)
class CarrierAdmin(admin.ModelAdmin):
    """Who carries our parcels."""

    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Zone)
class ZoneAdmin(admin.ModelAdmin):
    """Countries with the same rates."""

    list_display = ("name", "countries")


@admin.register(ShippingMethod)
class ShippingMethodAdmin(admin.ModelAdmin):
    """What customers can choose."""

    list_display = ("name", "carrier", "price", "max_weight_grams")
    list_filter = ("carrier", "zones")
    list_select_related = ("carrier",)
    search_fields = ("name", "carrier__name")
    filter_horizontal = ("zones",)


@admin.register(Warehouse)
class WarehouseAdmin(admin.ModelAdmin):
    """Buildings with goods in them."""

    list_display = ("code", "city")
    search_fields = ("code", "city")
    inlines = (StockLevelInline,)


@admin.register(Shipment)
class ShipmentAdmin(admin.ModelAdmin):
    """Goods on their way."""

    list_display = ("__str__", "method", "warehouse", "status", "sent_at")
    list_filter = ("status", "warehouse")
    list_select_related = ("order", "method__carrier", "warehouse")
    search_fields = ("order__number", "parcels__tracking_number")
    autocomplete_fields = ("order", "method", "warehouse")
    inlines = (ShipmentLineInline, ParcelInline)
