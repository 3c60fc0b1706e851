"""Rows of the app orders."""

from __future__ import annotations

from decimal import Decimal

import factory

from sample_project.factories.accounts import UserFactory
from sample_project.factories.base import ShopFactory, some_time_ago
from sample_project.factories.catalogue import ProductFactory, VariantFactory
from sample_project.factories.customers import AddressFactory, CustomerFactory
from sample_project.orders import models


class CartFactory(ShopFactory):
    """A cart of a customer."""

    class Meta:
        model = models.Cart

    customer = factory.SubFactory(CustomerFactory)


class CartItemFactory(ShopFactory):
    """Two of a product in a cart."""

    class Meta:
        model = models.CartItem

    cart = factory.SubFactory(CartFactory)
    product = factory.SubFactory(ProductFactory)
    quantity = 2


class OrderFactory(ShopFactory):
    """An order to the customer's address."""

    class Meta:
        model = models.Order

    number = factory.Sequence(lambda n: f"A{n:07d}")
    customer = factory.SubFactory(CustomerFactory)
    status = factory.Iterator(models.Order.Status.values)
    channel = factory.Iterator(["web", "telephone"])
    shipping_address = factory.SubFactory(AddressFactory, customer=factory.SelfAttribute("..customer"))
    billing_address = factory.SelfAttribute("shipping_address")
    placed_at = some_time_ago(10)


class OrderLineFactory(ShopFactory):
    """Two of a product in an order."""

    class Meta:
        model = models.OrderLine

    order = factory.SubFactory(OrderFactory)
    variant = factory.SubFactory(VariantFactory)
    product = factory.SelfAttribute("variant.product")
    quantity = 2
    unit_price = factory.SelfAttribute("product.price")
    discount = Decimal("1.50")


class OrderEventFactory(ShopFactory):
    """Something that happened to an order."""

    class Meta:
        model = models.OrderEvent

    order = factory.SubFactory(OrderFactory)
    actor = factory.SubFactory(UserFactory, is_staff=True, username=factory.Sequence(lambda n: f"clerk{n}"))
    kind = "address changed"
    payload = factory.LazyFunction(lambda: {"field": "street", "by": "telephone"})
