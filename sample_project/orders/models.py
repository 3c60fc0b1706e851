"""Carts, orders and what happened to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sample_project.catalogue.models import Product, Variant
from sample_project.customers.models import Address, Customer


class Cart(models.Model):
    """What a visitor wants to buy. It was called basket once, and its tables still are."""

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="carts")
    session_key = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    products = models.ManyToManyField(Product, through="CartItem", related_name="+")

    class Meta:
        db_table = "orders_basket"

    def __str__(self) -> str:
        return f"Cart {self.pk}"


class CartItem(models.Model):
    """How many of one product are in a cart."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="items", db_column="basket_id")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "orders_basketitem"
        unique_together = [("cart", "product")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"


class Order(models.Model):
    """A sale."""

    class Status(models.TextChoices):
        """How far an order has come."""

        NEW = "new", "New"
        PAID = "paid", "Paid"
        SHIPPED = "shipped", "Shipped"
        CANCELLED = "cancelled", "Cancelled"

    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.NEW)
    channel = models.CharField(max_length=20, default="web")
    currency = models.CharField(max_length=3, default="EUR", db_default="EUR")
    billing_address = models.ForeignKey(Address, models.SET_NULL, null=True, blank=True, related_name="+")
    shipping_address = models.ForeignKey(Address, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    placed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-placed_at"]
        indexes = [models.Index(fields=["placed_at"], name="order_placed_at_idx")]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One product of an order, at the price of that day."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="order_lines")
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, blank=True, related_name="order_lines")
    quantity = models.PositiveIntegerField(default=1)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount = models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="orderline_quantity_positive"),
            models.CheckConstraint(condition=models.Q(discount__gte=0), name="orderline_discount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"


class OrderEvent(models.Model):
    """Something that happened to an order, for the people on the phone."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-happened_at"]
        indexes = [models.Index(fields=["order", "-happened_at"], name="orderevent_latest_idx")]

    def __str__(self) -> str:
        return f"{self.order}: {self.kind}"
