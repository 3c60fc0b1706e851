"""The app catalogue: what the shop sells, and on which shelf it stands."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Configuration of the app catalogue."""

    name = "sample_project.catalogue"
