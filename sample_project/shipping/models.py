"""Warehouses, carriers and parcels."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from sample_project.catalogue.models import Variant
from sample_project.orders.models import Order, OrderLine


class Carrier(models.Model):
    """A company that carries parcels."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """Countries with the same delivery rates."""

    name = models.CharField(max_length=60, unique=True)
    countries = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ShippingMethod(models.Model):
    """What a customer can choose, such as overnight delivery."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="methods")
    name = models.CharField(max_length=60)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    max_weight_grams = models.PositiveIntegerField(null=True, blank=True)
    zones = models.ManyToManyField(Zone, blank=True, related_name="methods")

    def __str__(self) -> str:
        return f"{self.carrier} {self.name}"


class Warehouse(models.Model):
    """A building with goods in it. The table is shared with the warehouse software, which chose the names."""

    code = models.CharField(max_length=10, unique=True, db_column="SiteCode")
    city = models.CharField(max_length=80)
    variants = models.ManyToManyField(Variant, through="StockLevel", related_name="warehouses")

    class Meta:
        db_table = "Warehouse_Site"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class StockLevel(models.Model):
    """How many of a variant lie in a warehouse."""

    warehouse = models.ForeignKey(Warehouse, models.CASCADE, related_name="stock")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="stock")
    quantity = models.PositiveIntegerField(default=0, db_column="OnHand")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "variant"], name="stock_once_per_warehouse")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant} in {self.warehouse}"


class Shipment(models.Model):
    """Goods on their way to a customer."""

    class Status(models.TextChoices):
        """How far a shipment has come."""

        PACKING = "packing", "Packing"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"

    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments")
    method = models.ForeignKey(ShippingMethod, models.PROTECT, related_name="shipments")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="shipments")
    lines = models.ManyToManyField(OrderLine, through="ShipmentLine", related_name="shipments")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PACKING)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Shipment {self.pk} of {self.order}"


class ShipmentLine(models.Model):
    """How much of an order line is in a shipment."""

    shipment = models.ForeignKey(Shipment, models.CASCADE)
    order_line = models.ForeignKey(OrderLine, models.PROTECT)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "order_line"], name="shipmentline_once_per_shipment"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="shipmentline_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.order_line}"


class Parcel(models.Model):
    """One box of a shipment."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="parcels")
    tracking_number = models.CharField(max_length=40, blank=True)
    weight_grams = models.PositiveIntegerField()
    length_cm = models.PositiveSmallIntegerField()
    width_cm = models.PositiveSmallIntegerField()
    height_cm = models.PositiveSmallIntegerField()
    volume_cm3 = models.GeneratedField(
        expression=F("length_cm") * F("width_cm") * F("height_cm"),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["tracking_number"], name="parcel_tracking_idx")]

    def __str__(self) -> str:
        return self.tracking_number or f"Parcel {self.pk}"
