"""Payments, refunds, cards and invoices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sample_project.customers.models import Customer
from sample_project.orders.models import Order


class Provider(models.Model):
    """A company that moves money for us."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """An attempt to pay an order."""

    class Method(models.TextChoices):
        """What the customer chose at the checkout."""

        CARD = "card", "Card"
        TRANSFER = "transfer", "Bank transfer"
        INVOICE = "invoice", "Invoice"

    class Status(models.TextChoices):
        """How far a payment has come."""

        PENDING = "pending", "Pending"
        CAPTURED = "captured", "Captured"
        FAILED = "failed", "Failed"

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="payments")
    method = models.CharField(max_length=20, choices=Method.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    reference = models.CharField(max_length=100, blank=True, help_text="The provider's number of this payment.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.UniqueConstraint(fields=["order"], condition=Q(status="captured"), name="payment_captured_once"),
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="payment_reference_per_provider"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.order}"


class Refund(models.Model):
    """Money given back."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    explanation = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive")]

    def __str__(self) -> str:
        return f"{self.amount} of {self.payment}"


class StoredCard(models.Model):
    """A card that a customer lets a provider remember."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="cards")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="cards")
    token = models.CharField(max_length=100)
    last_digits = models.CharField(max_length=4)
    expires_on = models.DateField()
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "token"], name="card_token_per_provider"),
            models.UniqueConstraint(fields=["customer"], condition=Q(is_default=True), name="card_one_default"),
        ]

    def __str__(self) -> str:
        return f"**** {self.last_digits}"


class Invoice(models.Model):
    """The bill of an order. It began in the app ``orders``, where its table still is."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice")
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    total = models.DecimalField(max_digits=10, decimal_places=2)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "orders_invoice"
        ordering = ["-issued_on", "number"]
        indexes = [models.Index(fields=["due_on"], name="invoice_due_on_idx")]

    def __str__(self) -> str:
        return self.number
