"""The app shipping: warehouses, carriers and parcels."""

from __future__ import annotations

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    """Configuration of the app shipping."""

    name = "sample_project.shipping"
