"""Rows of the app loyalty."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory

from sample_project.factories.base import ShopFactory
from sample_project.factories.customers import CustomerFactory
from sample_project.factories.orders import OrderFactory
from sample_project.loyalty import models


class TierFactory(ShopFactory):
    """One of the tiers the programme began with."""

    class Meta:
        model = models.Tier
        django_get_or_create = ("name",)

    name = factory.Iterator(["Bronze", "Silver", "Gold"])


class MemberFactory(ShopFactory):
    """A member with points."""

    class Meta:
        model = models.Member

    customer = factory.SubFactory(CustomerFactory)
    tier = factory.SubFactory(TierFactory)
    balance = 620
    joined_on = dt.date(2025, 11, 3)
    joined_via = factory.Iterator(["web", "store"])


class PointsEntryFactory(ShopFactory):
    """Points for an order."""

    class Meta:
        model = models.PointsEntry

    member = factory.SubFactory(MemberFactory)
    order = factory.SubFactory(OrderFactory, customer=factory.SelfAttribute("..member.customer"))
    points = 62
    note = "one point for each euro"


class VoucherFactory(ShopFactory):
    """Five euros off."""

    class Meta:
        model = models.Voucher

    member = factory.SubFactory(MemberFactory)
    code = factory.Sequence(lambda n: f"DANKE{n:06d}")
    value = Decimal("5.00")
    minimum_tier = factory.SubFactory(TierFactory)
