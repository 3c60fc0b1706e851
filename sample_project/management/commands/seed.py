"""Fills the sample shop with believable rows: ``manage.py seed``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction


class Command(BaseCommand):
    """Adds customers with orders, payments, shipments and points to the default database."""

    help = "Fill the sample shop with believable rows. Running it again adds more."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--customers", type=int, default=20, help="How many customers to add (default: 20).")
        parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same names (default: 1).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the rows, all or none."""
        if options["customers"] < 1:
            raise CommandError("--customers must be 1 or more.")
        try:
            from sample_project.seeding import fill_shop
        except ModuleNotFoundError as error:
            if error.name != "factory":
                raise
            raise CommandError("seed needs the package factory-boy: pip install factory-boy") from error
        with transaction.atomic():
            count = fill_shop(options["customers"], options["seed"])
        self.stdout.write(f"Added {count} customers, each with an order, a payment and a shipment.")
