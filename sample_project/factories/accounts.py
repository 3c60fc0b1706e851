"""Rows of the app accounts."""

from __future__ import annotations

import factory

from sample_project.accounts import models
from sample_project.factories.base import ShopFactory


class UserFactory(ShopFactory):
    """A shopper who can sign in, with no usable password."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"shopper{n}")
    email = factory.Sequence(lambda n: f"shopper{n}@example.com")
    display_name = factory.Faker("first_name")
    language = factory.Iterator(["en", "de", "fr"])
    password = "!"


class LoginEventFactory(ShopFactory):
    """One attempt to sign in."""

    class Meta:
        model = models.LoginEvent

    user = factory.SubFactory(UserFactory)
    ip_address = factory.Faker("ipv4_private")
    user_agent = "Mozilla/5.0"
