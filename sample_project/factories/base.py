"""What the factories of all apps share."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory


class ShopFactory(DjangoModelFactory):
    """Counts on from the rows that are there, so that seeding twice makes no duplicates."""

    class Meta:
        abstract = True

    @classmethod
    def _setup_next_sequence(cls) -> int:
        last = cls._meta.model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        return (last or 0) + 1


def some_time_ago(days: int) -> factory.LazyFunction:
    """Return a declaration of a moment that many days before now."""
    return factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=days))


def euros(low: int, high: int) -> factory.Faker:
    """Return a declaration of an amount between two numbers of euros."""
    return factory.Faker("pydecimal", min_value=low, max_value=high, right_digits=2)
