"""People and companies that buy, and where they live."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class CustomerGroup(models.Model):
    """Customers who get the same treatment, such as friends of the house."""

    name = models.CharField(max_length=60, unique=True)
    discount_percent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """Someone who buys. A guest has no user."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="customer"
    )
    # Null, not "": any number of customers may wait for theirs, though numbers are unique.
    number = models.CharField(max_length=12, null=True, blank=True)  # noqa: DJ001
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    groups = models.ManyToManyField(CustomerGroup, blank=True, related_name="customers")
    referred_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="referrals")
    default_address = models.ForeignKey("Address", models.SET_NULL, null=True, blank=True, related_name="+")
    newsletter_opted_in_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [models.UniqueConstraint(fields=["number"], name="customer_number_unique")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


class BusinessCustomer(Customer):
    """A company that buys on account."""

    company_name = models.CharField(max_length=120)
    vat_number = models.CharField(max_length=20, blank=True)
    credit_limit = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(credit_limit__gte=0), name="business_credit_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return self.company_name


class SubscriberManager(models.Manager["NewsletterSubscriber"]):
    """Finds only those who asked for the newsletter."""

    def get_queryset(self) -> models.QuerySet[NewsletterSubscriber]:
        """Return customers with a date of opting in."""
        return super().get_queryset().filter(newsletter_opted_in_at__isnull=False)


class NewsletterSubscriber(Customer):
    """A customer who asked for the newsletter."""

    objects: ClassVar[Any] = SubscriberManager()

    class Meta:
        proxy = True


class Address(models.Model):
    """Where a customer lives, or wants parcels to go. Two columns kept the names of the old ERP system."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    street = models.CharField(max_length=120, db_column="line1")
    line2 = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=16, db_column="PostCode")
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="DE")

    class Meta:
        verbose_name_plural = "addresses"
        indexes = [models.Index(fields=["country", "postal_code"], name="address_country_code_idx")]

    def __str__(self) -> str:
        return f"{self.street}, {self.postal_code} {self.city}"
