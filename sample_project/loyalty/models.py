"""Members, points, tiers and vouchers."""

from __future__ import annotations

from django.db import models

from sample_project.customers.models import Customer
from sample_project.orders.models import Order


class Tier(models.Model):
    """A rank that members reach with enough points."""

    name = models.CharField(max_length=40, unique=True)
    threshold = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["threshold"]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A customer who collects points."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="membership")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="members")
    balance = models.IntegerField(default=0)
    joined_on = models.DateField()
    joined_via = models.CharField(max_length=20, default="web")

    class Meta:
        ordering = ["-balance"]

    def __str__(self) -> str:
        return str(self.customer)


class PointsEntry(models.Model):
    """Points given or taken."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="entries")
    order = models.ForeignKey(Order, models.SET_NULL, null=True, blank=True, related_name="points_entries")
    points = models.IntegerField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "points entries"
        indexes = [models.Index(fields=["created_at"], name="pointsentry_created_idx")]

    def __str__(self) -> str:
        return f"{self.points:+d} for {self.member}"


class Voucher(models.Model):
    """Money off the next order, in exchange for points."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="vouchers")
    code = models.CharField(max_length=16, unique=True)
    value = models.DecimalField(max_digits=8, decimal_places=2)
    minimum_tier = models.ForeignKey(Tier, models.PROTECT, related_name="vouchers")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code
