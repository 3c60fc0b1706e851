"""The app customers: people and companies that buy, and where they live."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Configuration of the app customers."""

    name = "sample_project.customers"
