"""Rows of the app payments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory

from sample_project.factories.base import ShopFactory, euros
from sample_project.factories.customers import CustomerFactory
from sample_project.factories.orders import OrderFactory
from sample_project.payments import models


class ProviderFactory(ShopFactory):
    """One of two providers."""

    class Meta:
        model = models.Provider
        django_get_or_create = ("code",)

    code = factory.Iterator(["paybridge", "kontolink"])
    name = factory.LazyAttribute(lambda provider: provider.code.capitalize())


class PaymentFactory(ShopFactory):
    """A captured payment."""

    class Meta:
        model = models.Payment

    order = factory.SubFactory(OrderFactory)
    provider = factory.SubFactory(ProviderFactory)
    method = factory.Iterator(models.Payment.Method.values)
    status = models.Payment.Status.CAPTURED
    amount = euros(5, 900)
    reference = factory.Sequence(lambda n: f"{n:012x}")


class RefundFactory(ShopFactory):
    """A part given back."""

    class Meta:
        model = models.Refund

    payment = factory.SubFactory(PaymentFactory)
    amount = Decimal("4.99")
    explanation = "A button was missing."


class StoredCardFactory(ShopFactory):
    """A card."""

    class Meta:
        model = models.StoredCard

    customer = factory.SubFactory(CustomerFactory)
    provider = factory.SubFactory(ProviderFactory)
    token = factory.Sequence(lambda n: f"tok_{n:08x}")
    last_digits = factory.Faker("numerify", text="####")
    expires_on = dt.date(2029, 12, 31)
    is_default = True


class InvoiceFactory(ShopFactory):
    """A bill, not yet paid."""

    class Meta:
        model = models.Invoice

    order = factory.SubFactory(OrderFactory)
    number = factory.Sequence(lambda n: f"R{n:07d}")
    issued_on = factory.LazyAttribute(lambda invoice: invoice.order.placed_at.date())
    due_on = factory.LazyAttribute(lambda invoice: invoice.issued_on + dt.timedelta(days=14))
    total = euros(5, 900)
