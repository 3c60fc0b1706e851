"""Users, staff and their attempts to sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Anyone who can sign in: shoppers and staff."""

    email = models.EmailField("email address", unique=True)
    display_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, default="en", db_default="en")
    terms_accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.display_name or self.username


class StaffManager(models.Manager["StaffMember"]):
    """Finds only those who may use the admin."""

    def get_queryset(self) -> models.QuerySet[StaffMember]:
        """Return users with ``is_staff``."""
        return super().get_queryset().filter(is_staff=True)


class StaffMember(User):
    """A user who works for the shop."""

    objects: ClassVar[Any] = StaffManager()

    class Meta:
        proxy = True


class LoginEvent(models.Model):
    """One attempt to sign in. The table belongs to the security team, hence its own style of names."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_events")
    ip_address = models.GenericIPAddressField(db_column="IpAddress")
    user_agent = models.CharField(max_length=200, blank=True)
    succeeded = models.BooleanField(default=True)
    happened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "AccountLoginEvent"
        ordering = ["-happened_at"]
        indexes = [models.Index(fields=["user", "happened_at"], name="login_user_time_idx")]

    def __str__(self) -> str:
        outcome = "signed in" if self.succeeded else "failed to sign in"
        return f"{self.user} {outcome} at {self.happened_at:%Y-%m-%d %H:%M}"
