"""The app loyalty: members, points, tiers and vouchers."""

from __future__ import annotations

from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    """Configuration of the app loyalty."""

    name = "sample_project.loyalty"
