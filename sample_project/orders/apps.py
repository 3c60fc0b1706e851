"""The app orders: carts, orders and what happened to them."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Configuration of the app orders."""

    name = "sample_project.orders"
