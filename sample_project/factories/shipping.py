"""Rows of the app shipping."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory

from sample_project.factories.base import ShopFactory, some_time_ago
from sample_project.factories.catalogue import VariantFactory
from sample_project.factories.orders import OrderFactory, OrderLineFactory
from sample_project.shipping import models


class CarrierFactory(ShopFactory):
    """One of two carriers."""

    class Meta:
        model = models.Carrier
        django_get_or_create = ("code",)

    code = factory.Iterator(["landpost", "radkurier"])
    name = factory.LazyAttribute(lambda carrier: carrier.code.capitalize())


class ShippingMethodFactory(ShopFactory):
    """A method for all zones."""

    class Meta:
        model = models.ShippingMethod
        django_get_or_create = ("carrier", "name")
        skip_postgeneration_save = True

    carrier = factory.SubFactory(CarrierFactory)
    name = "standard"
    price = Decimal("4.90")

    @factory.post_generation
    def everywhere(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Offer the method in every zone there is."""
        if create:
            self.zones.set(models.Zone.objects.all())


class WarehouseFactory(ShopFactory):
    """One of two warehouses."""

    class Meta:
        model = models.Warehouse
        django_get_or_create = ("code",)

    code = factory.Iterator(["HH1", "LEJ2"])
    city = factory.Iterator(["Hamburg", "Leipzig"])


class StockLevelFactory(ShopFactory):
    """Forty of a variant in a warehouse."""

    class Meta:
        model = models.StockLevel

    warehouse = factory.SubFactory(WarehouseFactory)
    variant = factory.SubFactory(VariantFactory)
    quantity = 40


class ShipmentFactory(ShopFactory):
    """A shipment that has left."""

    class Meta:
        model = models.Shipment

    order = factory.SubFactory(OrderFactory)
    method = factory.SubFactory(ShippingMethodFactory)
    warehouse = factory.SubFactory(WarehouseFactory)
    status = models.Shipment.Status.SENT
    sent_at = some_time_ago(8)


class ShipmentLineFactory(ShopFactory):
    """A whole order line in a shipment."""

    class Meta:
        model = models.ShipmentLine

    shipment = factory.SubFactory(ShipmentFactory)
    order_line = factory.SubFactory(OrderLineFactory, order=factory.SelfAttribute("..shipment.order"))
    quantity = factory.SelfAttribute("order_line.quantity")


class ParcelFactory(ShopFactory):
    """A box that can be followed."""

    class Meta:
        model = models.Parcel

    shipment = factory.SubFactory(ShipmentFactory)
    tracking_number = factory.Sequence(lambda n: f"LP{n:010d}DE")
    weight_grams = 1200
    length_cm = 40
    width_cm = 30
    height_cm = 15
