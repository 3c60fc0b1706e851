"""Rows of the app customers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory

from sample_project.customers import models
from sample_project.factories.accounts import UserFactory
from sample_project.factories.base import ShopFactory, some_time_ago


class CustomerGroupFactory(ShopFactory):
    """A group with a standing discount."""

    class Meta:
        model = models.CustomerGroup
        django_get_or_create = ("name",)

    name = factory.Iterator(["Employees", "Friends of the house", "Press"])
    discount_percent = 10


class CustomerFactory(ShopFactory):
    """A private customer with an account."""

    class Meta:
        model = models.Customer
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    number = factory.Sequence(lambda n: f"K{n:06d}")
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    email = factory.LazyAttribute(lambda customer: f"{customer.number.lower()}@example.com")
    phone = factory.Faker("numerify", text="+49 30 #######")
    newsletter_opted_in_at = some_time_ago(30)

    @factory.post_generation
    def in_a_group(self: Any, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        """Put the customer into a group when asked to."""
        if create and extracted:
            self.groups.add(CustomerGroupFactory())


class BusinessCustomerFactory(CustomerFactory):
    """A company."""

    class Meta:
        model = models.BusinessCustomer

    user = None
    number = factory.Sequence(lambda n: f"B{n:06d}")
    company_name = factory.Faker("company")
    vat_number = factory.Faker("numerify", text="DE#########")
    credit_limit = Decimal("2500.00")


class AddressFactory(ShopFactory):
    """An address of a customer."""

    class Meta:
        model = models.Address

    customer = factory.SubFactory(CustomerFactory)
    street = factory.Faker("street_address")
    postal_code = factory.Faker("numerify", text="1####")
    city = factory.Faker("city")
