"""The app payments: payments, refunds, cards and invoices."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Configuration of the app payments."""

    name = "sample_project.payments"
